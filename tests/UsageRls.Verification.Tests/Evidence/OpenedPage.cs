using Microsoft.Playwright;
using NUnit.Framework;
using UsageRls.Verification.Evidence;

namespace UsageRls.Verification.Tests.Evidence;

/// <summary>
/// An evidence page that a test writes to a file and opens, with the errors and warnings that the browser logs, and its requests.
/// </summary>
internal sealed class OpenedPage
{
    private readonly List<string> _complaints = [];
    private readonly List<string> _requests = [];
    private readonly string _file = Path.Combine(Scratch.Folder("page").FullName, "evidence.html");
    private IPage? _page;

    /// <summary>The URL of the file.</summary>
    public string Address => new Uri(_file).AbsoluteUri;

    /// <summary>The size of the file in bytes.</summary>
    public long Length => new FileInfo(_file).Length;

    /// <summary>Writes the page of a record to the file.</summary>
    public Task WriteAsync(EvidenceRecord record) => File.WriteAllBytesAsync(_file, Page.Render(record, SampleRun.Locator));

    /// <summary>Writes the page of a record to the file and opens it in the browser.</summary>
    public async Task OpenAsync(IPage page, EvidenceRecord record)
    {
        _page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Add(message.Text);
        };
        page.PageError += (_, fault) => _complaints.Add(fault);
        page.Request += (_, request) => _requests.Add(request.Url);
        await WriteAsync(record);
        await page.GotoAsync(Address);
    }

    /// <summary>Asserts that the browser logged no error or warning and requested nothing but the file itself.</summary>
    public void IsSilent()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_complaints, Is.Empty);
            Assert.That(_requests, Is.EqualTo([Address]));
        }
    }

    /// <summary>Closes the page, and clears the recorded errors, warnings and requests for the next test.</summary>
    public async Task CloseAsync()
    {
        if (_page is not null)
            await _page.CloseAsync();
        _page = null;
        _complaints.Clear();
        _requests.Clear();
    }
}
