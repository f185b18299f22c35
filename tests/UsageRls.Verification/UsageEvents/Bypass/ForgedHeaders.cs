using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>The attack by forged request headers, which the API passes on to the database unchecked.</summary>
/// <remarks>Source: PostgREST documentation, "Request Headers, Cookies and JWT claims".</remarks>
internal static class ForgedHeaders
{
    /// <summary>Creates the probe whose requests have headers with the victim's ids or a privileged value.</summary>
    /// <param name="names">Further header names, taken from the text of the policies.</param>
    public static Probe Create(IReadOnlyCollection<string> names)
    {
        var user = Cast.Foreigner.Id.ToString();
        return new Probe(
            "forged_headers",
            Severity.Critical,
            Probes.Table,
            "A policy trusts a header, which the sender of a request chooses: the sender reads another organisation's events.",
            "-- use auth.uid() and a table of memberships in policies, never request.headers"
        )
        {
            Attacks =
            [
                .. new[] { Canary.Organization.ToString(), user, "admin", DatabaseRole.ServiceRole, "true" }.Select(says =>
                    (IReadOnlyList<AttackStatement>)
                        [
                            new(
                                Canary.Member with
                                {
                                    Name = $"member with the headers {says}",
                                    Headers = ForgedRights.Headers(says, user, names),
                                },
                                Probes.Read
                            ),
                        ]
                ),
            ],
            Door = Probes.ByHeader,
        };
    }
}
