using NUnit.Framework;
using UsageRls.Verification.Lints;

namespace UsageRls.Verification.Tests.Lints;

/// <summary>Tests that the README of the lints is generated from the lints' files, and how the headers of these files are parsed.</summary>
[WithoutDatabase]
public sealed class LintPages
{
    [Test]
    public void The_README_is_generated_from_the_files_of_the_lints() =>
        ApprovedText.Matches("../UsageRls.Verification/Lints/README.md", LintPage.Render());

    [Test]
    public void A_file_without_the_header_Accept_is_refused() =>
        Assert.That(
            () =>
                LintHeader.Parse(new Lint("0000_half", "-- What it finds.\n-- Why: because.\n-- Repair: so.\n-- Splinter: none\nselect 1")),
            Throws.TypeOf<FormatException>().With.Message.Contains("0000_half.sql: the header 'Accept' is missing")
        );

    [Test]
    public void A_header_may_have_several_lines() =>
        Assert.That(
            LintHeader.Parse(
                new Lint("0000_long", "-- What.\n-- Why: one\n--   two.\n-- Repair: r.\n-- Accept: a.\n-- Splinter: x, y\nselect 'high'")
            ),
            Has.Property("Why")
                .EqualTo("one two.")
                .And.Property("Splinter")
                .EqualTo((string[])["x", "y"])
                .And.Property("Severities")
                .EqualTo((string[])["high"])
        );
}
