using DiffPlex.Renderer;
using NUnit.Framework;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;
using UsageRls.Tests.Evidence;

namespace UsageRls.Tests.UsageEvents.TypeScript;

/// <summary>
/// Verifies the criterion "TypeScript types generated": the committed types match the migrations, and the compiler rejects code that
/// violates the types.
/// </summary>
[Shows(Criteria.Types)]
public sealed class TypeScriptTypes
{
    private const string Types = "packages/database/src/types/database.ts";
    private const string Repair = "dotnet test tests/UsageRls.Tests --filter TypeScriptTypes -e USAGE_RLS_ACCEPT=1";

    private readonly NodePackage _package = new(ProjectRoot.At("packages/database"));
    private string _generated = "";

    [OneTimeSetUp]
    public async Task GenerateAsync()
    {
        if (!Suite.IsStarted)
            return;
        Own.Only();
        await InstallAsync();

        var template = await Suite.Server.TemplateAsync(Suite.Migrations, GrantBaseline.Explicit);
        await using var database = await template.CloneAsync();
        var run = await _package.NodeAsync(["generate-types.mjs"], ("DATABASE_URL", DatabaseUrl.From(database.ConnectionString)));
        Assert.That(run.Status, Is.Zero, () => $"The generator of packages/database failed:\n{run.Errors}");
        _generated = run.Output;

        if (Environment.GetEnvironmentVariable("USAGE_RLS_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(ProjectRoot.At(Types))!);
            await File.WriteAllTextAsync(ProjectRoot.At(Types), _generated);
        }
    }

    [Test]
    public async Task The_committed_types_are_those_of_the_migrations()
    {
        // A checkout on Windows may have converted the file's line endings.
        var file = ProjectRoot.At(Types);
        var committed = File.Exists(file) ? (await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n") : "";
        if (committed == _generated)
            return;

        Assert.Fail(
            $"""
            {Types} differs from the types that the migrations produce:

            {UnidiffRenderer.GenerateUnidiff(committed, _generated, "committed", "produced by the migrations", ignoreWhitespace: false)}
            To accept the new types:  {Repair}
            """
        );
    }

    [Test]
    public async Task The_types_accept_correct_code_and_reject_incorrect_code()
    {
        var compiled = await _package.NodeAsync(["node_modules/typescript/bin/tsc"]);
        Assert.That(compiled.Status, Is.Zero, () => $"`npm run check` fails in packages/database:\n{compiled.Output}{compiled.Errors}");
    }

    private async Task InstallAsync()
    {
        try
        {
            await _package.InstallAsync(RunConsole.Say);
        }
        catch (NodeMissingException missing)
        {
            RunConsole.Say($"NOT RUN: the TypeScript types were not checked: {missing.Message}");
            throw MissingTool.NotRun(missing.Message);
        }
    }
}
