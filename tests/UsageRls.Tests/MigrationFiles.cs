using NUnit.Framework;
using UsageRls.Tests.Evidence;

namespace UsageRls.Tests;

/// <summary>
/// Verifies the criterion "Migration follows naming convention": <c>YYYYMMDDHHMMSS_snake_case.sql</c> with a valid date and time.
/// </summary>
[Shows(Criteria.Naming)]
[Static]
public sealed class MigrationFiles
{
    [Test]
    public void Migration_files_follow_the_naming_convention()
    {
        // The convention applies to this project only: an application may use any name that the Supabase CLI accepts.
        Own.Only();
        var faults = Suite.Migrations.Migrations.Where(m => m.NameFault() is not null).Select(m => $"{m.FileName}: {m.NameFault()}");
        Assert.That(faults, Is.Empty);
    }
}
