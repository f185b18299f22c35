namespace UsageRls.Verification.Tenancy;

/// <summary>Applies the entries of the intent file for tables, which override the conclusions of discovery.</summary>
internal sealed class StatedSubjects(IntentFile said, SaidNames names, IReadOnlyList<TenantModel> models, SubjectReader read)
{
    private const string None = "none";

    /// <summary>Returns the subjects, changed as the intent file states.</summary>
    public IReadOnlyList<Subject> Apply(IReadOnlyList<Subject> subjects)
    {
        foreach (var table in said.Tables)
            names.Table(table.Table, table.At);
        foreach (var excluded in said.Excluded)
            names.Table(excluded.Table, excluded.At);
        return
        [
            .. subjects.Select(s => WithRoles(Apply(s)) with { Excluded = said.Excluded.FirstOrDefault(e => e.Table == s.Name)?.Reason }),
        ];
    }

    private Subject Apply(Subject subject)
    {
        if (said.Find(subject.Name) is not { } intent)
            return subject;
        subject = subject with { Intent = intent };
        foreach (var column in intent.Sample.Keys)
            names.Column(subject.Table, column, intent.At);
        if (intent.Author is not null)
        {
            var author = intent.Author == None ? null : names.Path(subject.Table, intent.Author, intent.At);
            subject = subject with
            {
                User = author,
                Grantee = null,
                Kind = subject.Kind == SubjectKind.Shared && author is not null ? SubjectKind.Personal : subject.Kind,
            };
        }
        if (intent.Tenant == None)
        {
            return subject with
            {
                Tenant = null,
                Tenancy = null,
                Kind = subject.User is null ? SubjectKind.Shared : SubjectKind.Personal,
                Guesses = [Said(intent)],
            };
        }

        if (intent.Tenant is null || names.Path(subject.Table, intent.Tenant, intent.At) is not { } path)
            return subject;
        var model =
            models.Count == 1
                ? models[0]
                : models.FirstOrDefault(m => read.LeadsTo(m, subject.Table, path))
                    ?? subject.Tenancy
                    ?? (models.Count > 0 ? models[0] : null);
        var kind = subject.Kind is SubjectKind.Tenants or SubjectKind.Memberships ? subject.Kind : SubjectKind.Tenant;
        return subject with { Kind = kind, Tenant = path, Tenancy = model, Guesses = [Said(intent)] };
    }

    // In the intent file, the name of a boolean role column stands for a role: members(is_admin) are the members whose is_admin is true.
    private Subject WithRoles(Subject subject)
    {
        if (subject.Intent is not { } intent || subject.Tenancy?.Members is not { Role: { } column, Roles: { Count: > 0 } roles })
            return subject;
        var isFlag = roles.SequenceEqual(["true", "false"]);
        WhoTerm Known(WhoTerm term)
        {
            if (isFlag)
            {
                return term with
                {
                    Roles =
                    [
                        .. term.Roles.Select(r =>
                            r == column ? "true"
                            : r == $"not {column}" ? "false"
                            : r
                        ),
                    ],
                };
            }

            foreach (var role in term.Roles)
                names.Role(role, roles, intent.At);
            return term;
        }
        return subject with
        {
            Intent = intent with
            {
                Commands = intent.Commands.ToDictionary(
                    c => c.Key,
                    c => c.Value with { AnyOf = [.. c.Value.AnyOf.Select(Known)] },
                    StringComparer.Ordinal
                ),
            },
        };
    }

    private Guess Said(TableIntent intent) => new("the intent file states to whom its rows belong", $"{said.Path}, line {intent.At.Line}");
}
