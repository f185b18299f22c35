using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>The way around by headers: the API passes on what the caller sends.</summary>
/// <remarks>Source: PostgREST documentation, "Request Headers, Cookies and JWT claims".</remarks>
internal static class ForgedHeaders
{
    /// <summary>Each header that a policy may ask for says who the victim is, or what would open the table.</summary>
    /// <param name="names">Words in the policies' own text.</param>
    public static Probe Of(IReadOnlyCollection<string> names)
    {
        var user = Cast.Foreigner.Id.ToString();
        return new Probe(
            "forged_headers",
            Severity.Critical,
            Probes.Table,
            "A policy believes a header: whoever sends the request chooses it, and reads another organisation.",
            "-- decide by auth.uid() and a table of memberships, never by request.headers"
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
                                    Name = $"member whose headers say {says}",
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
