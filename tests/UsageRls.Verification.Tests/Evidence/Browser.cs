using Microsoft.Playwright;
using NUnit.Framework;
using UsageRls.Fixtures;
using UsageRls.Tests;
using UsageRls.Tests.UsageEvents.TypeScript;

namespace UsageRls.Verification.Tests.Evidence;

/// <summary>Starts Chromium for the first test that needs it. Without Chromium these tests are ignored, and in CI they fail.</summary>
public static class Browser
{
    /// <summary>The environment variable with the path of the browser's executable.</summary>
    public const string Variable = "USAGE_RLS_CHROMIUM";

    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    private static readonly Lazy<Task<Chromium>> s_chromium = Laboratory.Shared(StartAsync);

    /// <summary>The npm packages that the tests of the evidence use: an accessibility checker, and the JSON schema of SARIF.</summary>
    public static NodePackage Packages { get; } = new(ProjectRoot.At("tests/UsageRls.Verification.Tests/Evidence/npm"));

    // Test classes run in parallel, but npm must run only once.
    private static readonly Lazy<Task> s_installed = new(() => Packages.InstallAsync(TestContext.Out.WriteLine));

    /// <summary>Returns the text of a file in <see cref="Packages"/>.</summary>
    public static async Task<string> PackageFileAsync(string path)
    {
        try
        {
            await s_installed.Value;
        }
        catch (NodeMissingException missing)
        {
            throw MissingTool.NotRun(missing.Message);
        }
        return await File.ReadAllTextAsync(ProjectRoot.At($"tests/UsageRls.Verification.Tests/Evidence/npm/node_modules/{path}"));
    }

    /// <summary>Opens a new page.</summary>
    public static async Task<IPage> PageAsync(int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        var chromium = await s_chromium.Value;
        return await chromium.Browser.NewPageAsync(
            new()
            {
                ViewportSize = new() { Width = width, Height = height },
                ColorScheme = scheme,
            }
        );
    }

    private static async Task<Chromium> StartAsync()
    {
        var executable =
            Find()
            ?? throw MissingTool.NotRun(
                $"there is no Chromium on the PATH, and {Variable} names none. Install it: apt-get install chromium"
            );
        var playwright = await Playwright.CreateAsync();
        // The tests open only local files; other activities of the browser, such as updates, would disturb the tests.
        string[] arguments =
        [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ];
        return new(
            playwright,
            await playwright.Chromium.LaunchAsync(
                new()
                {
                    ExecutablePath = executable,
                    Headless = true,
                    Args = arguments,
                }
            )
        );
    }

    private static string? Find() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
            ? named
            : (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .SelectMany(folder => s_names.Select(name => Path.Combine(folder, name)))
                .FirstOrDefault(File.Exists);

    private sealed record Chromium(IPlaywright Playwright, IBrowser Browser) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Browser.DisposeAsync();
            Playwright.Dispose();
        }
    }
}
