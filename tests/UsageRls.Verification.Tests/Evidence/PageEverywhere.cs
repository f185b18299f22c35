using System.Text.Json;
using Microsoft.Playwright;
using NUnit.Framework;
using UsageRls.Verification.Evidence;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Evidence;

/// <summary>
/// Tests the page of the evidence for accessibility, on large and small screens, light and dark, in print, and with many entries.
/// </summary>
public sealed class PageEverywhere
{
    private readonly OpenedPage _opened = new();

    private static IEnumerable<TestCaseData> Runs =>
        from run in (string[])["green", "red", "filtered", "interrupted"]
        from scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark]
        let data = new TestCaseData(run, scheme).SetArgDisplayNames(run, scheme.ToString().ToLowerInvariant())
        // The red run has the most on its page, and an interrupted run the least.
        select (run, scheme) is ("red" or "interrupted", ColorScheme.Light) ? data : data.Slow();

    [TearDown]
    public Task CloseAsync() => _opened.CloseAsync();

    [TestCaseSource(nameof(Runs))]
    public async Task The_page_has_no_accessibility_violation(string run, ColorScheme scheme)
    {
        var axe = await Browser.PackageFileAsync("axe-core/axe.min.js");
        var page = await Browser.PageAsync(scheme: scheme);
        await page.AddInitScriptAsync(axe);
        await _opened.OpenAsync(page, Create(run));
        if (await page.Locator("#cell").CountAsync() > 0)
        {
            await page.EvaluateAsync("for (const d of document.querySelectorAll('details')) d.open = true");
            await page.FillAsync("#attempts-search", "path");
            await page.Locator("#attempts-list .attempt").First.WaitForAsync();
        }
        await HoldsAsync(page);
        if (await page.Locator("#cell").CountAsync() == 0)
            return;

        await page.Locator(".grid button.cell").First.ClickAsync();
        await HoldsAsync(page);

        static async Task HoldsAsync(IPage page)
        {
            var found = await page.EvaluateAsync<JsonElement>(
                "async () => (await axe.run(document, { preload: false })).violations.map(v => `${v.id}: ${v.help}: "
                    + "` + v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(' ; '))"
            );
            Assert.That(found.EnumerateArray().Select(v => v.GetString()), Is.Empty);
        }
    }

    [TestCaseSource(nameof(Runs))]
    public async Task The_first_screen_shows_the_verdict_even_on_a_telephone(string run, ColorScheme scheme)
    {
        var page = await Browser.PageAsync(360, 740, scheme);
        var record = Create(run);
        await _opened.OpenAsync(page, record);
        var sentence = page.Locator("h1 .sentence");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await sentence.TextContentAsync(), Is.EqualTo(record.Verdict.Sentence));
            Assert.That((await sentence.BoundingBoxAsync())!.Y, Is.LessThan(300));
            Assert.That(
                await page.EvaluateAsync<int>("document.documentElement.scrollWidth"),
                Is.LessThanOrEqualTo(360),
                "nothing makes the page scroll sideways"
            );
            if (run == "red")
            {
                Assert.That(
                    (await page.Locator(".causes pre").First.BoundingBoxAsync())!.Y,
                    Is.LessThan(740),
                    "the cause is on the first screen"
                );
            }
        }
        _opened.IsSilent();
    }

    [Test]
    public async Task The_page_changes_between_light_and_dark()
    {
        var page = await Browser.PageAsync();
        await _opened.OpenAsync(page, SampleRun.Green());
        Task<string> PaperAsync() => page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        var light = await PaperAsync();
        await page.ClickAsync("#theme");
        var dark = await PaperAsync();
        Assert.That((light, dark), Is.EqualTo(("rgb(255, 255, 255)", "rgb(13, 17, 23)")));
        await page.ClickAsync("#theme");
        Assert.That(await PaperAsync(), Is.EqualTo(light));
    }

    [Test]
    public async Task The_page_prints_with_every_detail_opened()
    {
        var page = await Browser.PageAsync(scheme: ColorScheme.Dark);
        await _opened.OpenAsync(page, SampleRun.Red());
        var closed = await page.Locator("main details:not([open])").CountAsync();
        await page.EvaluateAsync(
            "window.during = null; addEventListener('beforeprint', () => setTimeout(() => 0) && (window.during = "
                + "document.querySelectorAll('main details:not([open])').length))"
        );
        var pdf = await page.PdfAsync(new() { Format = "A4" });
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(pdf, Has.Length.GreaterThan(20_000));
            Assert.That(closed, Is.Positive);
            Assert.That(await page.EvaluateAsync<int?>("window.during"), Is.Zero, "every detail is open in print");
            Assert.That(await page.Locator("main details:not([open])").CountAsync(), Is.EqualTo(closed));
            Assert.That(
                await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"),
                Is.EqualTo("rgb(255, 255, 255)"),
                "the printed page has a white background"
            );
            Assert.That(await page.Locator("nav").IsVisibleAsync(), Is.False);
        }
        _opened.IsSilent();
    }

    [Test]
    public async Task The_page_has_no_more_elements_for_ten_thousand_attempts_than_for_a_thousand()
    {
        var page = await Browser.PageAsync();
        async Task<(int Elements, int Statements)> OpenedAsync(int attempts)
        {
            await _opened.WriteAsync(SampleRun.Red(attempts));
            await page.GotoAsync(_opened.Address);
            var elements = await page.EvaluateAsync<int>("document.querySelectorAll('*').length");
            await page.Locator(".grid button.cell").First.ClickAsync();
            await page.Locator("#cell-list .attempt").First.WaitForAsync();
            return (elements, await page.Locator("#cell-list pre").CountAsync());
        }
        var (few, many) = (await OpenedAsync(1_000), await OpenedAsync(10_000));
        Assert.That(many, Is.EqualTo(few));
        Assert.That(many.Statements, Is.Zero, "the SQL of an attempt is added when the attempt is opened");
    }

    private static EvidenceRecord Create(string run) =>
        run switch
        {
            "green" => SampleRun.Green(),
            "red" => SampleRun.Red(),
            "filtered" => SampleRun.Filtered(),
            _ => SampleRun.Interrupted(),
        };
}
