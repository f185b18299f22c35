using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>Finds how the rows of each table belong to a tenant or a user.</summary>
internal sealed class SubjectReader
{
    private readonly DatabaseSchema _schema;
    private readonly RuleAnalysis _rules;
    private readonly UserColumns _users;
    private readonly Tenancies _tenancies;
    private readonly Dictionary<TenantModel, TenantPaths> _paths;
    private readonly TenancyChoice _choice;
    private readonly LinkedTenants _linked;
    private readonly OwnerPaths _owners;
    private readonly PersonalTables _personal;
    private readonly Directories _directories;
    private readonly PlatformSubjects _platform;
    private readonly SubjectGuesses _guesses;

    public SubjectReader(
        DatabaseSchema schema,
        RuleAnalysis rules,
        UserColumns users,
        Tenancies tenancies,
        PlatformSubjects platform,
        Directories directories
    )
    {
        (_schema, _rules, _users, _tenancies, _platform) = (schema, rules, users, tenancies, platform);
        _directories = directories;
        _owners = new OwnerPaths(schema, rules, users);
        _personal = new PersonalTables(rules, new InspectorTables(schema, rules, users));
        _paths = tenancies.Models.ToDictionary(
            m => m,
            m => new TenantPaths(
                schema,
                rules,
                users,
                m,
                (tenancies.Claimed.GetValueOrDefault(m) ?? []).Select(c => (c.Table.Name, c.Column))
            )
        );
        _choice = new TenancyChoice(schema, rules, tenancies, _paths);
        _linked = new LinkedTenants(schema, tenancies, _choice, _paths);
        _guesses = new SubjectGuesses(rules, _choice, _paths);
    }

    /// <summary>Returns every subject, ordered by name.</summary>
    public IReadOnlyList<Subject> Read() =>
        [.. _schema.Tables.Values.OrderBy(t => t.Name).SelectMany(t => t.IsPlatforms ? _platform.Of(t, _tenancies.Models, Of) : [Of(t)])];

    /// <summary>Whether a path leads to the tenants of a tenancy, as far as the catalog shows.</summary>
    public bool LeadsTo(TenantModel model, Table table, RowPath path)
    {
        if (_paths[model].Of(table).Any(p => p.Path.ToString() == path.ToString()))
            return true;
        var last = path.Steps.Count == 0 ? table : _schema.Find(path.Steps[^1].Parent);
        return last is not null && _paths[model].Of(last).Any(p => p.Path.Steps.Count == 0 && p.Path.Column == path.Column);
    }

    private Subject Of(Table table)
    {
        if (table.Parent is { } parent && _schema.Find(parent) is { } whole)
        {
            return Of(whole) with
            {
                Table = table,
                Guesses =
                [
                    new Guess(
                        $"its rows belong to the same tenants or users as those of {parent}",
                        whole.IsPartitioned ? $"it is a partition of {parent}" : $"it inherits from {parent}"
                    ),
                ],
            };
        }
        var subject = Kind(table);
        var others = _users
            .Of(table)
            .Where(c => subject.User is not { Steps: [], Expression: null } own || own.Column != c)
            .Where(c => c != subject.Grantee && _users.PersonOf(table.Name, c) is null)
            .ToList();
        return subject with
        {
            AlsoTenant = Also(subject),
            OtherUsers = others,
            Guesses = [.. subject.Guesses, .. _guesses.ReadByAll(table)],
        };
    }

    // A row that refers to two tenants belongs to both. A row in a part of a tenant belongs to the tenant and to the part, if the part has
    // members of its own, such as a channel with guests.
    private OtherTenant? Also(Subject subject)
    {
        if (subject is not { Kind: SubjectKind.Tenant, Tenancy: { } model, Tenant: { Expression: null } tenant })
            return null;
        var key =
            tenant.Steps.Count == 0
                ? subject.Table.ForeignKeys.FirstOrDefault(k => k.Parent == model.Tenants && k.Columns is [var c] && c != tenant.Column)
                : null;
        return key is not null
            ? new OtherTenant(model, new RowPath([], key.Columns[0]))
            : _choice
                .Others(subject.Table, model)
                .Where(o => _choice.IsBeside(subject.Table, model, o) || _choice.IsWithin(subject.Table, model, o))
                .Select(o => new OtherTenant(o, _paths[o].Of(subject.Table)[0].Path))
                .FirstOrDefault()
                ?? _linked.Of(subject.Table, model, tenant);
    }

    // A tenant is part of the tenants that its own columns name. A chain of foreign keys counts only if it is the best path.
    private IEnumerable<OtherTenant> Above(Table table, TenantModel whole) =>
        whole is not { HasTable: true, IsOfUsers: false }
            ? []
            : _paths[whole]
                .Of(table)
                .Where((p, place) => p.IsByKey && (place == 0 || p.Path.Steps.Count == 0))
                .Select(p => new OtherTenant(whole, p.Path));

    private Subject Kind(Table table)
    {
        foreach (var model in _tenancies.Models)
        {
            if (model.HasTable && model.Tenants == table.Name)
            {
                var directory = _directories.OfTenants(table);
                return new Subject(table, SubjectKind.Tenants)
                {
                    DirectoryOf = directory,
                    Exemptions = [.. SubjectGuesses.OfDirectory(table, directory, "policies publish rows of other tables", "members")],
                    Tenancy = model,
                    Tenant = new RowPath([], model.Key),
                    User = model.Owner is null ? null : new RowPath([], model.Owner),
                    PartOf = model.IsOfUsers ? [] : [.. _tenancies.Models.Where(m => m != model).SelectMany(m => Above(table, m))],
                };
            }
            if (model.Members is { } members && members.Table == table.Name)
            {
                return new Subject(table, SubjectKind.Memberships)
                {
                    Tenancy = model,
                    Tenant = new RowPath([], members.Tenant),
                    User = _users.PathTo(table, members.User),
                };
            }
        }

        var (tenancy, paths) = _choice.Of(table);
        var owner = _owners.Of(table);
        if (tenancy is not null && !IsUsersAlone(table, tenancy, paths[0]))
        {
            // A grant on a row without a tenant belongs to the owner of that row, and not to the user whom it names.
            var isGrant = owner is { Grantee: not null } && paths[0].Path.Steps is [.., var last] && IsOptional(last.Parent, paths[0].Path);
            var author =
                isGrant ? owner
                : _users.Author(table) is { } found ? new OwnerPath(_users.PathTo(table, found.Column), found.Reason)
                : null;
            return new Subject(table, SubjectKind.Tenant)
            {
                Tenancy = tenancy,
                Tenant = ExpressionPaths.BehindGenerated(table, paths[0].Path),
                User = author?.Path,
                Grantee = author?.Grantee,
                Guesses =
                [
                    .. _guesses.OfTenant(table, tenancy, paths),
                    .. author is null
                        ? Array.Empty<Guess>()
                        :
                        [
                            new Guess(
                                $"{author.Path} names the author",
                                author.Reason,
                                IntentLine.Table(table.Name, $"author: {IntentLine.Gap}")
                            ),
                        ],
                ],
            };
        }
        if (new ExpressionPaths(_rules).Of(table, _tenancies.Models).FirstOrDefault(p => p.Model is not null) is { } expression)
        {
            return new Subject(table, SubjectKind.Tenant)
            {
                Tenancy = expression.Model,
                Tenant = expression.Path,
                User = _users.Author(table) is { } author ? _users.PathTo(table, author.Column) : null,
                Guesses =
                [
                    new Guess(
                        $"its rows belong to a tenant of {expression.Model!.Tenants}, by {expression.Path}",
                        $"policy {expression.Text.Policy} requires it",
                        IntentLine.Table(table.Name, $"tenant: {IntentLine.Gap}")
                    ),
                ],
            };
        }
        if (owner is not null)
        {
            var (directory, rights) = (_directories.OfUsers(table), _personal.RightsBecause(table));
            return new Subject(table, SubjectKind.Personal)
            {
                DirectoryOf = directory,
                GivesRights = rights is not null,
                Exemptions =
                [
                    .. SubjectGuesses.OfDirectory(table, directory, "it has one row for each user", "author"),
                    .. SubjectGuesses.OfStaff(table, rights),
                ],
                Given = _personal.NotPublic(table),
                User = owner.Path,
                Grantee = owner.Grantee,
                Guesses =
                [
                    new Guess(
                        $"a row belongs to a user, by {owner.Path}",
                        owner.Reason,
                        IntentLine.Table(table.Name, $"author: {IntentLine.Gap}")
                    ),
                ],
            };
        }

        return new Subject(table, SubjectKind.Shared)
        {
            Guesses =
            [
                new Guess(
                    "its rows belong to nobody in particular",
                    "no column, foreign key or policy leads to a tenant or a user",
                    $"{IntentLine.Table(table.Name, $"tenant: {IntentLine.Gap}")}, or {IntentLine.Excluded(table.Name)}"
                ),
            ],
        };
    }

    private bool IsOptional(TableName end, RowPath path) => _schema.Find(end)?.Find(path.Column) is { IsNotNull: false };

    // Whether a row belongs to its user alone although it names a tenant: for example, a profile that stores the last opened organisation.
    private bool IsUsersAlone(Table table, TenantModel model, TenantPath path) =>
        _users.IsPerUser(table)
        && !_choice.IsAsked(table, model)
        && path.Path.Steps.Count == 0
        && table.Find(path.Path.Column)?.IsNotNull != true;
}
