using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Access;

/// <summary>The statement paths that act on a table as a whole, such as TRUNCATE; policies do not apply to them.</summary>
internal static class WholeTablePaths
{
    /// <summary>Returns the whole-table paths that can run on a table, each with its variables.</summary>
    /// <param name="subject">The table.</param>
    /// <param name="major">The server's major version.</param>
    /// <param name="isReferenced">Whether a foreign key of another table references the table, so that TRUNCATE needs CASCADE.</param>
    public static IEnumerable<(StatementPath Path, PathVariables Variables)> For(Subject subject, int major, bool isReferenced)
    {
        var variables = Describe(subject);
        if (isReferenced)
        {
            var name = subject.Name.Name;
            variables = variables.With("tenants", subject.Name.Sql).With("tenants_name", name).With("members_name", name);
        }
        return StatementPath
            .All.Where(path =>
                path.Rows == PathRows.Table
                && path.Since <= major
                && path.CanFill(variables)
                && !(isReferenced && path.IsRefusedWhereReferenced)
                && (subject.Table.Key.Count > 0 || !path.Variables.Contains("key_definition"))
            )
            .Select(path => (path, variables));
    }

    /// <summary>The variables that describe a table, without variables for a row.</summary>
    public static PathVariables Describe(Subject subject) => new(subject.Name, subject.Table.Address, null, null, null);
}
