using Microsoft.Playwright;
using NUnit.Framework;
using UsageRls.Verification.Evidence;

namespace UsageRls.Verification.Tests.Evidence;

/// <summary>A page of the evidence in a file of its own, and what the browser complains of and asks for when it opens it.</summary>
internal sealed class OpenedPage
{
    private readonly List<string> _complaints = [];
    private readonly List<string> _requests = [];
    private readonly string _file = Path.Combine(Scratch.Folder("page").FullName, "evidence.html");

    /// <summary>The file's address.</summary>
    public string Address => new Uri(_file).AbsoluteUri;

    /// <summary>The file's bytes.</summary>
    public long Length => new FileInfo(_file).Length;

    /// <summary>Writes the page of a record.</summary>
    public Task WriteAsync(EvidenceRecord record) => File.WriteAllBytesAsync(_file, Page.Of(record, SampleRun.Locator));

    /// <summary>Writes it and opens it.</summary>
    public async Task OpenAsync(IPage page, EvidenceRecord record)
    {
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

    /// <summary>Holds that the console is free of errors, and that nothing but the file itself was asked for.</summary>
    public void IsSilent()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_complaints, Is.Empty);
            Assert.That(_requests, Is.EqualTo([Address]));
        }
    }

    /// <summary>Forgets what was heard, for the next test.</summary>
    public void Clear()
    {
        _complaints.Clear();
        _requests.Clear();
    }
}
