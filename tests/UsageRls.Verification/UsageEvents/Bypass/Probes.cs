namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>Lists all probes, most of which attack as a member of another organisation.</summary>
public static class Probes
{
    internal const string Table = "public.usage_events",
        Read = "select * from public.usage_events";

    // Grants that the positive controls need, whatever privileges the migrations grant.
    internal const string MayRead =
        "grant select on public.usage_events to authenticated, service_role; grant select on public.org_members to authenticated; ";
    internal const string ByHeader =
        MayRead
        + "create policy usage_rls_door on public.usage_events for select to authenticated using "
        + "((current_setting('request.headers', true)::json ->> 'x-org-id')::uuid = org_id)";
    internal const string WithoutPolicies = MayRead + "alter table public.usage_events disable row level security";

    /// <summary>Creates all probes.</summary>
    /// <param name="owner">The role that owns the table.</param>
    /// <param name="claims">The quoted words in the policies, which include the names of claims and headers.</param>
    public static IReadOnlyList<Probe> All(string owner, IReadOnlyCollection<string> claims) =>
        [
            .. Roles.All,
            OwnSettings.RowSecurityOff,
            OwnSettings.LeakyFilter,
            OwnSettings.ShadowedNames,
            OwnMemberships.Forged(claims),
            ForgedHeaders.Create(claims),
            OwnMemberships.SelfAdmission,
            OwnMemberships.OwnClaims,
            SharedConnections.HeldCursor,
            SharedConnections.HeldStatement,
            OwnObjects.TriggerSpy,
            OwnObjects.ReferenceOracle,
            OwnObjects.NextTable(owner),
            .. Streams.All,
            .. Consequences.All(owner),
        ];
}
