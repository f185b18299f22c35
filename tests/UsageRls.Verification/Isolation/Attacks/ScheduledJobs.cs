using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Lets an outsider (no member of the tenant under attack) write an extreme value into a row of its own, such as a retention of no days,
/// and then runs the functions that only the server calls, such as a nightly job. The job must not change more rows of the tenant under
/// attack than it changes without that value.
/// </summary>
/// <param name="scene">The populated database.</param>
/// <param name="reachable">The functions that clients may call, which are no jobs.</param>
/// <param name="owner">The role that owns the tables, as which the jobs run.</param>
internal sealed partial class ScheduledJobs(AttackScene scene, Reachable reachable, string owner)
{
    private const int MostWrites = 48;

    private sealed record Try(Function Job, Standing Writer, Subject Settings, string Column, RowValue Value, string Sql)
    {
        public Statement Run => new(Call(Job)) { Scene = $"{Writer.Caller.ToSql()} {SceneRows.IfPossible(Sql)}; reset role" };
    }

    /// <summary>Runs each job without and with each value, and returns a breach for each job that changes more rows.</summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        Function[] jobs = [.. scene.Texts.Functions.Where(IsJob)];
        Try[] tries = [.. jobs.SelectMany(job => scene.Outsiders.SelectMany(w => Writes(job, w).Take(MostWrites)))];
        if (tries.Length == 0)
            return [];
        var usual = await RunAsync(jobs.Select(j => new Statement(Call(j))), cancellation);
        var done = await RunAsync(tries.Select(t => t.Run), cancellation);
        var changedAnyway = jobs.Zip(usual).ToDictionary(j => j.First, j => j.Second.Changes.Select(Name).ToHashSet());
        return [.. tries.Zip(done, (t, trial) => Judge(t, trial, changedAnyway[t.Job])).OfType<AttackBreach>().DistinctBy(b => b.Object)];
    }

    private async Task<IReadOnlyList<Trial>> RunAsync(IEnumerable<Statement> statements, CancellationToken cancellation) =>
        await scene.Session.TryAllAsync([.. statements.Select(s => (Caller.Owner(owner), s))], cancellation);

    private AttackBreach? Judge(Try tried, Trial trial, HashSet<(TableName, string, string)> changedAnyway)
    {
        var harmed = trial.Changes.FirstOrDefault(c =>
            c.Before is not null && !changedAnyway.Contains(Name(c)) && scene.Rule.AgainstChanging(tried.Writer, c) is not null
        );
        return harmed is null || !trial.Outcome.IsAllowed
            ? null
            : new AttackBreach(
                "scheduled-job",
                Severity.High,
                $"function {tried.Job}",
                tried.Writer.ToString(),
                $"sets {tried.Column} to {tried.Value} in its own row of {tried.Settings}, and when the server then calls {tried.Job}, the "
                    + $"function {harmed.Command}s a row of {harmed.Table} {scene.Rule.Whose(harmed.Table, harmed.Before!.Value)}",
                $"In {tried.Job}, join {tried.Settings} with {harmed.Table} by the tenant.",
                trial.ToSql()
            )
            {
                Responsible = new(
                    ResponsibleKind.Object,
                    $"function {tried.Job}",
                    $"applies a row of {tried.Settings} to rows of other tenants"
                ),
            };
    }

    // A function without arguments that writes, and that no client may call.
    private bool IsJob(Function function) =>
        function.Arguments.Count == 0
        && !DatabaseSchema.IsPlatforms(function.Schema)
        && !reachable.Functions.Any(f => f.Schema == function.Schema && f.Name == function.Name)
        && Changing().IsMatch(function.Body);

    // Writes of an extreme value in the tables and columns that the job names.
    private IEnumerable<Try> Writes(Function job, Standing writer)
    {
        var texts = scene.Texts.Called(job.Body);
        bool IsNamed(string name) => texts.Any(t => RuleTexts.Names(t, name));
        var tries =
            from settings in scene.Subjects
            where settings.Where is null && IsNamed(settings.Name.Name)
            from column in settings.Table.Columns
            where !column.IsGenerated && IsNamed(column.Name)
            from value in ExtremeValues.Of(column)
            from sql in Writes(settings, column, value, writer)
            select new Try(job, writer, settings, column.Name, value, sql);
        return tries;
    }

    // An update of the writer's rows, and an insert of a row of its own.
    private IEnumerable<string> Writes(Subject settings, Column column, RowValue value, Standing writer)
    {
        bool May(string privilege) => scene.Privileges.Of(writer.Caller.Role, settings.Name, privilege).Contains(column.Name);
        if (May("UPDATE"))
            yield return $"update {settings.Name.Sql} set {SqlText.Identifier(column.Name)} = {value.ToSql(column.SentType)}";
        foreach (var row in May("INSERT") ? OwnRows.For(scene, settings, writer).Take(1) : [])
        {
            var values = new Dictionary<string, RowValue>(row, StringComparer.Ordinal) { [column.Name] = value };
            yield return OwnRows.Insert(scene, settings, writer, values);
        }
    }

    private static string Call(Function job) => $"select {SqlText.Identifier(job.Schema)}.{SqlText.Identifier(job.Name)}()";

    private static (TableName, string, string) Name(RowChange change) => (change.Table.Name, change.Key, change.Command);

    [GeneratedRegex(@"\b(delete\s+from|update)\s+\w", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Changing();
}
