using System.Globalization;
using System.Text.Json.Nodes;
using NUnit.Framework;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Evidence;
using UsageRls.Verification.Kept;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Kept;

/// <summary>Tests shards, which are runs that share the tables of an application, and the last run, which uses their outcomes.</summary>
public sealed class ShardRuns
{
    private const string AllIntent = """
        tables:
          public.cards:
            select: members
            insert: members(owner, editor), as author
            update: members(owner, editor)
            delete: members(owner)
        """;

    // Few mutants: members can only read cards.
    private const string ReadingIntent = """
        tables:
          public.cards:
            select: members
        """;

    private const string ReadingOnly = """
        drop policy cards_add on cards;
        drop policy cards_change on cards;
        drop policy cards_remove on cards;
        revoke all on cards from authenticated;
        grant select on cards to authenticated;
        """;

    private const string Leak = """
        create table labels (id uuid primary key default gen_random_uuid(), team_id bigint not null references teams, label text);
        alter table labels enable row level security;
        revoke all on labels from anon, authenticated;
        grant select on labels to authenticated;
        create policy leak on labels for select to authenticated using (true);
        """;

    private static readonly string s_teams = EmbeddedSql.Read(typeof(ShardRuns).Assembly, "Mutation/roles.sql");

    [SlowCase(ReadingIntent, ReadingOnly)]
    [SlowCase(AllIntent, "")]
    public async Task Two_shards_and_one_run_find_what_a_single_run_finds_and_try_each_table_once(string intent, string change)
    {
        using var folder = new MigrationFolder().With("20250101000000_teams.sql", $"{s_teams}\n{change}\n{Leak}");
        using var accepted = new MigrationFolder().With("intent.yaml", intent);
        using var outcomes = new MigrationFolder();
        var alone = folder
            .Run("FullyQualifiedName~Tests.Isolation|FullyQualifiedName~Tests.Mutants|FullyQualifiedName~Tests.Shards")
            .With(
                ("USAGE_RLS_ACCEPTED", accepted.Path),
                ("USAGE_RLS_SEED", Random.Shared.Next(1, 1_000_000_000).ToString(CultureInfo.InvariantCulture))
            );
        var shared = alone.With((Shard.FolderVariable, outcomes.Path));
        await using var single = await WholeRun.ToTheEndAsync(alone);
        await using var first = await WholeRun.ToTheEndAsync(shared.With((Shard.Variable, "1/2")));
        await using var half = await WholeRun.ToTheEndAsync(shared);
        await using var second = await WholeRun.ToTheEndAsync(shared.With((Shard.Variable, "2/2")));
        await using var whole = await WholeRun.ToTheEndAsync(shared);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                first.Output,
                Does.Contain("shard 1 of 2 tried 2 tables and ran the mutants of 1: public.cards, public.team_members")
            );
            Assert.That(second.Output, Does.Contain("shard 2 of 2 tried 2 tables and ran the mutants of 0: public.labels, public.teams"));
            Assert.That(Directory.EnumerateFileSystemEntries(first.Folder), Is.Empty, "a shard writes no evidence");
            Assert.That(whole.Evidence().Checks, Is.EqualTo(single.Evidence().Checks));
            Assert.That(whole.Output, Does.Match("CAUSE 1 of .* policy \"leak\" on public.labels"));
            Assert.That(Tables(whole), Is.EqualTo(["public.cards, public.team_members", "public.labels, public.teams"]));
            Assert.That(
                Kept(whole),
                Is.EqualTo([
                    "isolation of 3 tables, explicit baseline (public.cards, public.team_members, public.teams)",
                    "isolation of 3 tables, legacy baseline (public.cards, public.team_members, public.teams)",
                    "mutation of public.cards, explicit baseline",
                ])
            );
            Assert.That(half.Output, Does.Match(@"NOT RUN\. The folder .* has no outcomes of shard 2 of 2\."));
            Assert.That(half.Output, Does.Contain($"remedy: run this shard with {Shard.Variable}=2/2"));
        }
    }

    [TestCase("", "has no outcomes of shards")]
    [TestCase("1/2 2/2", "")]
    [TestCase("2/2", "has no outcomes of shard 1 of 2")]
    [TestCase("1/2 1/3 2/2", "several runs, with 2 and with 3 shards")]
    [TestCase("1/2 2/2 seed", "shard 2 of 2 ran with another seed than this run")]
    [TestCase("1/2 2/2 baseline", "shard 2 of 2 ran with other grant baselines than this run")]
    public void Outcomes_are_used_only_if_every_shard_has_run_with_the_inputs_of_this_run(string files, string fault)
    {
        var folder = Scratch.Folder("usage rls shard files");
        var words = files.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var shard in words.Where(w => w.Contains('/', StringComparison.Ordinal)))
        {
            var inputs = Inputs("1");
            if (shard == "2/2" && words[^1] == "seed")
                inputs = Inputs("2");
            if (shard == "2/2" && words[^1] == "baseline")
                inputs.Remove(GrantBaseline.Legacy);
            new ShardFile
            {
                Shard = Shard.From(name => name == Shard.Variable ? shard : folder.FullName)!,
                At = DateTimeOffset.UnixEpoch,
                Inputs = inputs,
                Tables = ["public.a"],
                Mutated = [],
            }.Write(folder.FullName);
        }
        var read = ShardFile.ReadAll(folder.FullName, Inputs("1"));
        folder.Delete(recursive: true);
        Assert.That(read.Fault, fault == "" ? Is.Empty : Does.Contain(fault));
        Assert.That(read.Files, Has.Count.EqualTo(fault == "" ? 2 : 0));
    }

    [TestCase("3/2")]
    [TestCase("0/2")]
    [TestCase("2")]
    [TestCase("a/b")]
    [TestCase("-1/2")]
    [TestCase("1/2/3")]
    public void A_text_that_names_no_shard_is_refused(string text) =>
        Assert.That(
            () => Shard.From(name => name == Shard.Variable ? text : "folder"),
            Throws.TypeOf<FormatException>().With.Message.Contains($"'{text}'")
        );

    [Test]
    public void A_relative_folder_starts_at_the_top_of_the_project() =>
        Assert.That(Shard.FolderFrom(_ => "artifacts/shards"), Is.EqualTo(ProjectRoot.At("artifacts/shards")));

    [Test]
    public void A_shard_without_a_folder_is_refused() =>
        Assert.That(
            () => Shard.From(name => name == Shard.Variable ? "1/2" : null),
            Throws.TypeOf<FormatException>().With.Message.Contains(Shard.FolderVariable)
        );

    [Test]
    public void Each_item_is_in_exactly_one_shard([Range(1, 8)] int count)
    {
        string[] all = ["d", "b", "a", "c", "e"];
        var shares = Enumerable.Range(1, count).SelectMany(number => new Shard(number, count).Take(all));
        Assert.That(shares, Is.EquivalentTo(all));
    }

    private static Dictionary<GrantBaseline, RunInputs> Inputs(string seed) =>
        Enum.GetValues<GrantBaseline>()
            .ToDictionary(
                baseline => baseline,
                baseline => new RunInputs
                {
                    Engine = "",
                    Server = "",
                    Sql = $"{baseline}",
                    Intent = "",
                    Variables = "",
                    Seed = seed,
                    Day = "",
                }
            );

    private static IReadOnlyList<string> Kept(WholeRun run) => [.. Detail(run, "kept").Select(k => (string)k["stage"]!)];

    private static IReadOnlyList<string> Tables(WholeRun run) =>
        [.. Detail(run, "shards").Select(s => string.Join(", ", s["tables"]!.AsArray().Select(t => (string)t!)))];

    private static IEnumerable<JsonNode> Detail(WholeRun run, string list) =>
        JsonNode.Parse(run.File(EvidenceFolder.Detail))![list]!.AsArray().Select(item => item!);
}
