using NUnit.Framework;
using UsageRls.Verification.Evidence.Sections.Matrix;

namespace UsageRls.Verification.Tests.Evidence;

/// <summary>Tests the page of the evidence in a browser, used by mouse and keyboard.</summary>
public sealed class PageInABrowser
{
    private readonly OpenedPage _opened = new();

    [TearDown]
    public Task CloseAsync() => _opened.CloseAsync();

    [Test]
    public async Task The_keyboard_alone_opens_the_attempts_of_a_cell()
    {
        var page = await Browser.PageAsync();
        var record = SampleRun.Red();
        await _opened.OpenAsync(page, record);
        var mine = record
            .Part<MatrixRecord>(MatrixSection.Matrices)[0]
            .Attempts.Where(a => a is { Caller: "caller 1", Command: "insert" })
            .ToArray();
        await page.Locator("button.cell[data-caller='1'][data-command='insert'][data-baseline='legacy']").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var attempts = page.Locator("#cell-list .attempt");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await page.Locator("#cell").IsVisibleAsync(), Is.True);
            Assert.That(await attempts.CountAsync(), Is.EqualTo(mine.Length));
            Assert.That(
                await page.Locator("#cell-session").TextContentAsync(),
                Is.EqualTo(record.Part<CallerRecord>(MatrixSection.Callers)[1].Session)
            );
            Assert.That(
                await attempts.First.Locator(".tag").TextContentAsync(),
                Is.EqualTo("too loose"),
                "attempts that differ from the intent come first"
            );
        }

        await attempts.First.Locator("summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var wrong = mine.First(a => a.Judgement == Judgement.TooLoose);
        Assert.That(await attempts.First.Locator("pre").TextContentAsync(), Is.EqualTo(wrong.Sql));
        Assert.That(await attempts.First.Locator("dd").AllTextContentsAsync(), Is.EqualTo([wrong.Outcome, wrong.Expected]));

        await page.FillAsync("#cell-filter", "too loose");
        Assert.That(await attempts.CountAsync(), Is.EqualTo(mine.Count(a => a.Judgement == Judgement.TooLoose)));
        // In a search field the first Escape only clears the field.
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Escape");
        Assert.That(await page.Locator("#cell").IsVisibleAsync(), Is.False);
        _opened.IsSilent();
    }

    [Test]
    public async Task The_tab_key_stops_once_in_the_matrix_and_arrow_keys_move_between_cells()
    {
        var page = await Browser.PageAsync();
        await _opened.OpenAsync(page, SampleRun.Red());
        Task<string> FocusedAsync() =>
            page.EvaluateAsync<string>(
                "[document.activeElement.dataset.caller, document.activeElement.dataset.command, "
                    + "document.activeElement.dataset.baseline].join(' ')"
            );
        await page.Locator(".grid-frame").FocusAsync();
        var stops = new List<string>();
        foreach (var key in (string[])["Tab", "ArrowUp", "ArrowDown", "ArrowRight", "ArrowRight", "Tab", "Shift+Tab"])
        {
            await page.Keyboard.PressAsync(key);
            stops.Add(await FocusedAsync());
        }
        Assert.That(
            stops,
            Is.EqualTo([
                "0 select legacy",
                "0 select legacy",
                "1 select legacy",
                "1 select explicit",
                "1 insert legacy",
                "  ",
                "1 insert legacy",
            ])
        );
        _opened.IsSilent();
    }

    [Test]
    public async Task A_finding_of_a_lint_links_to_the_text_of_the_lint()
    {
        var page = await Browser.PageAsync();
        await _opened.OpenAsync(page, SampleRun.Red());
        await page.Locator("#findings-list a").ClickAsync();
        Assert.That(await page.Locator(":target + dd").TextContentAsync(), Does.Contain("Repair: ").And.Contain("Accept: "));
        _opened.IsSilent();
    }

    [Test]
    public async Task Long_lists_can_be_filtered_and_searched()
    {
        var page = await Browser.PageAsync();
        var record = SampleRun.Red();
        await _opened.OpenAsync(page, record);
        await page.FillAsync("#checks-filter", "contract");
        Assert.That(await page.Locator("#checks-list [data-item]:visible").CountAsync(), Is.EqualTo(1));
        await page.FillAsync("#findings-filter", "lint/0082");
        Assert.That(await page.Locator("#findings-list > li:visible").CountAsync(), Is.EqualTo(1));
        await page.Locator(".every summary").ClickAsync();
        await page.FillAsync("#mutants-legacy-1-filter", "members see their own");
        Assert.That(
            await page.Locator("#mutants-legacy-1 tbody tr:visible").AllTextContentsAsync(),
            Is.EqualTo([$"Comparison: = to <>policy \"{SampleRun.Hostile}\"Members see their own2.5 ms"])
        );
        await page.FillAsync("#survivors-legacy-1-filter", "dropped no such thing");
        Assert.That(await page.Locator("#survivors-legacy-1 > li:visible").CountAsync(), Is.Zero);
        await page.FillAsync("#plans-filter", "latest service");
        Assert.That(
            await page.Locator("#plans-list [data-item]:visible").AllTextContentsAsync(),
            Is.EqualTo([
                $"service roleall of {SampleRun.Table}, sorted by tokens"
                    + $"info, not enforced: reads all of {SampleRun.Table}501,000 (1,000)40 (40)",
            ])
        );
        Assert.That(
            await page.Locator("#plans-list .group-name:visible").AllTextContentsAsync(),
            Is.EqualTo(["the latest 50 legacy grants"]),
            "a query is hidden if all its callers are hidden"
        );
        await page.CheckAsync("#attempts-wrong");
        Assert.That(
            await page.Locator("#attempts-list .attempt").CountAsync(),
            Is.EqualTo(record.Part<MatrixRecord>(MatrixSection.Matrices).Sum(m => m.AgainstIntent))
        );
        await page.UncheckAsync("#attempts-wrong");
        await page.SelectOptionAsync("#attempts-baseline", "explicit");
        await page.SelectOptionAsync("#attempts-command", "lock");
        Assert.That(
            await page.Locator("#attempts-count").TextContentAsync(),
            Does.StartWith($"{record.Part<MatrixRecord>(MatrixSection.Matrices)[1].Attempts.Count(a => a.Command == "lock")} attempts")
        );
        _opened.IsSilent();
    }

    [Test]
    public async Task The_page_shows_the_numbers_of_the_run()
    {
        var page = await Browser.PageAsync();
        var record = SampleRun.Red();
        await _opened.OpenAsync(page, record);
        var shown = new Dictionary<(string, string, string), int>();
        var callers = record.Part<CallerRecord>(MatrixSection.Callers);
        foreach (
            var label in await page.Locator(".grid button.cell")
                .EvaluateAllAsync<string[]>(
                    "cells => cells.map(c => [c.dataset.caller, c.dataset.command, c.dataset.baseline, c.textContent].join('\\n'))"
                )
        )
        {
            var parts = label.Split('\n');
            shown[(callers[int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture)].Name, parts[1], parts[2])] = parts[3]
                .StartsWith('✕')
                ? int.Parse(parts[3][1..], System.Globalization.CultureInfo.InvariantCulture)
                : 0;
        }
        var wrong = record
            .Part<MatrixRecord>(MatrixSection.Matrices)
            .SelectMany(m => m.Attempts.Where(a => a.Judgement != Judgement.AsIntended).Select(a => (a.Caller, a.Command, m.Baseline)))
            .GroupBy(a => a)
            .ToDictionary(g => g.Key, g => g.Count());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(shown.Where(c => c.Value > 0), Is.EquivalentTo(wrong));
            Assert.That(shown, Has.Count.EqualTo(25 * 7 * 2));
            Assert.That(
                await page.Locator(".counts li").AllTextContentsAsync(),
                Does.Contain("3 checks hold").And.Contain("3 checks fail").And.Contain("1,000 attempts of the access matrix")
            );
            Assert.That(await page.Locator("#checks-list [data-item]").CountAsync(), Is.EqualTo(record.Tests.Count));
        }
    }

    [Test]
    public async Task The_page_shows_migrations_that_changed_no_access_and_groups_what_did_not_run_by_reason()
    {
        var page = await Browser.PageAsync();
        var record = SampleRun.Green();
        await _opened.OpenAsync(
            page,
            record with
            {
                Migrations = [.. record.Migrations, new("3.sql", "", 1), new("4.sql", "", 1)],
                NotRun = [new("Plans", "no time", 40), new("Lints: Find nothing", "no time", 1), new("mutation", "no server", 0)],
            }
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await page.Locator(".timeline > li").Last.Locator("h3").AllTextContentsAsync(), Is.EqualTo(["3.sql", "4.sql"]));
            Assert.That(await page.Locator(".timeline > li").CountAsync(), Is.EqualTo(3));
            Assert.That(
                await page.Locator("#not-run tbody tr").AllTextContentsAsync(),
                Is.EqualTo(["no time41Plans 40; Lints: Find nothing", "no servermutation"])
            );
            Assert.That(await page.Locator("#plans-list [data-varies]").AllTextContentsAsync(), Is.EqualTo(["18 (17)"]));
        }
    }

    [Test]
    public async Task The_page_shows_markup_in_names_as_text()
    {
        var page = await Browser.PageAsync();
        await _opened.OpenAsync(page, SampleRun.Red());
        await page.FillAsync("#attempts-search", "onerror");
        await page.Locator("#attempts-list .attempt").First.WaitForAsync();
        await page.Locator(".grid button.cell").First.ClickAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await page.TitleAsync(), Is.EqualTo("Not verified · UsageRls evidence"));
            Assert.That(await page.Locator("img").CountAsync(), Is.Zero);
            Assert.That(await page.Locator("script").CountAsync(), Is.EqualTo(2));
            Assert.That(await page.Locator("#cell-title").TextContentAsync(), Does.StartWith(SampleRun.Hostile));
        }
        _opened.IsSilent();
    }
}
