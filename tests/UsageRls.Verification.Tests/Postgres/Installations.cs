using System.Runtime.Versioning;
using NUnit.Framework;
using UsageRls.Fixtures.Postgres;

namespace UsageRls.Verification.Tests.Postgres;

/// <summary>Tests which installed PostgreSQL is chosen; in these tests <c>postgres</c> is a script that prints a version.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class Installations
{
    private readonly CacheFolder _nothingKept = new(null, _ => { });
    private DirectoryInfo _place = null!;

    [SetUp]
    public void Begin() => _place = Scratch.Folder("installations");

    [TearDown]
    public void End()
    {
        _place.Delete(recursive: true);
        _nothingKept.Dispose();
    }

    [Test]
    public void The_newest_on_the_path_is_taken_and_links_are_followed()
    {
        var older = Install("98.2");
        var newest = Install("98.10");
        var links = _place.CreateSubdirectory("links").FullName;
        File.CreateSymbolicLink(Path.Combine(links, "postgres"), Path.Combine(newest, "postgres"));
        Assert.That(
            InstalledPostgres.Newest($"{older}:{links}", _nothingKept),
            Is.EqualTo(new PostgresBinaries(newest, new Version(98, 10)))
        );
    }

    [Test]
    public void An_installation_without_initdb_is_skipped()
    {
        var incomplete = Install("99.1");
        File.Delete(Path.Combine(incomplete, "initdb"));
        var complete = Install("98.1");
        Assert.That(InstalledPostgres.Newest($"{incomplete}:{complete}", _nothingKept)?.Directory, Is.EqualTo(complete));
    }

    [Test]
    public void An_installation_that_is_too_old_is_not_found_and_is_refused_if_named()
    {
        var old = Install("14.9");
        Assert.That(InstalledPostgres.Newest(old, _nothingKept)?.Directory, Is.Not.EqualTo(old));
        Assert.That(
            () => InstalledPostgres.In(old, _nothingKept),
            Throws.TypeOf<NoServerException>().With.Message.Contains("is PostgreSQL 14.9; the oldest supported version is 15")
        );
    }

    [Test]
    public void A_version_read_is_remembered_until_the_program_changes()
    {
        using var cache = new CacheFolder(Path.Combine(_place.FullName, "cache"), _ => { });
        var directory = Install("98.1");
        var postgres = Path.Combine(directory, "postgres");
        var written = File.GetLastWriteTimeUtc(postgres);
        Assert.That(InstalledPostgres.In(directory, cache).Version, Is.EqualTo(new Version(98, 1)));

        Say(postgres, "98.2");
        File.SetLastWriteTimeUtc(postgres, written);
        Assert.That(InstalledPostgres.In(directory, cache).Version, Is.EqualTo(new Version(98, 1)), "the program ran again");

        File.SetLastWriteTimeUtc(postgres, written.AddSeconds(1));
        Assert.That(InstalledPostgres.In(directory, cache).Version, Is.EqualTo(new Version(98, 2)), "the suite did not notice an upgrade");
    }

    private string Install(string version)
    {
        var directory = _place.CreateSubdirectory(version).FullName;
        File.WriteAllText(Path.Combine(directory, "initdb"), "");
        Say(Path.Combine(directory, "postgres"), version);
        return directory;
    }

    private static void Say(string postgres, string version)
    {
        File.WriteAllText(postgres, $"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n");
        File.SetUnixFileMode(postgres, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
