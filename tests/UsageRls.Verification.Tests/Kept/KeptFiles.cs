using NUnit.Framework;
using UsageRls.Verification.Kept;

namespace UsageRls.Verification.Tests.Kept;

/// <summary>Tests that a kept result is used only if it is unchanged, and that a damaged file or an unusable folder fails no run.</summary>
[WithoutDatabase]
public sealed class KeptFiles
{
    private const string Key = "0123";

    private readonly string _folder = Path.Combine(Scratch.Folder("kept results").FullName, "kept");

    [SetUp]
    public void Empty()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void A_kept_result_is_found_by_its_key_alone()
    {
        Open().Keep(Key, new Sample("ann", [1, 2]));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Open().Find<Sample>(Key)?.Result.Numbers, Is.EqualTo([1, 2]));
            Assert.That(Open().Find<Sample>(Key)?.At, Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromMinutes(1)));
            Assert.That(Open().Find<Sample>("4567"), Is.Null);
        }
    }

    [Test]
    public void A_file_with_the_name_of_another_key_is_not_used()
    {
        Open().Keep(Key, new Sample("ann", [1]));
        File.Move(OnlyFile(), OnlyFile().Replace(Key, "4567", StringComparison.Ordinal));
        Assert.That(Open().Find<Sample>("4567"), Is.Null);
    }

    [Test]
    public void A_corrupt_file_is_not_used([Values("cut", "flipped", "empty", "no archive")] string how)
    {
        Open().Keep(Key, new Sample("ann", [1, 2, 3]));
        var bytes = File.ReadAllBytes(OnlyFile());
        if (how == "flipped")
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                byte[] flipped = [.. bytes];
                flipped[i] ^= 0x10;
                File.WriteAllBytes(OnlyFile(), flipped);
                // Some bytes in the header of the archive, such as its time, can change without changing the result.
                Assert.That(Open().Find<Sample>(Key)?.Result.Numbers ?? [1, 2, 3], Is.EqualTo([1, 2, 3]), $"byte {i}");
            }
            return;
        }
        File.WriteAllBytes(
            OnlyFile(),
            how switch
            {
                "cut" => bytes[..(bytes.Length / 2)],
                "empty" => [],
                _ => "{}"u8.ToArray(),
            }
        );
        Assert.That(Open().Find<Sample>(Key), Is.Null);
    }

    [Test]
    public void A_result_whose_text_was_changed_is_not_used()
    {
        Open().Keep(Key, new Sample("ann", [1]));
        var text = Unpacked(OnlyFile());
        Pack(OnlyFile(), text);
        Assert.That(Open().Find<Sample>(Key), Is.Not.Null, "unpacking and packing the file does not change the result");
        Pack(OnlyFile(), text.Replace("\"ann\"", "\"ben\"", StringComparison.Ordinal));
        Assert.That(Open().Find<Sample>(Key), Is.Null);
    }

    [Test]
    public void A_fresh_run_uses_no_result_and_removes_it_even_if_its_stage_fails()
    {
        Open().Keep(Key, new Sample("ann", [1]));
        Assert.That(new KeptResults(_folder, isFresh: true, TimeProvider.System).Find<Sample>(Key), Is.Null);
        Assert.That(Open().Find<Sample>(Key), Is.Null);
    }

    [Test]
    public void A_folder_that_cannot_be_written_or_read_fails_no_run()
    {
        File.WriteAllText(_folder, "no folder");
        try
        {
            Open().Keep(Key, new Sample("ann", [1]));
            Assert.That(Open().Find<Sample>(Key), Is.Null);
        }
        finally
        {
            File.Delete(_folder);
        }
    }

    [Test]
    public void Files_of_earlier_days_are_removed()
    {
        Open().Keep(Key, new Sample("ann", [1]));
        File.SetLastWriteTimeUtc(OnlyFile(), DateTime.UtcNow.AddDays(-3));
        Open().Keep("4567", new Sample("ben", [2]));
        Assert.That(Path.GetFileName(OnlyFile()), Does.StartWith("4567"));
    }

    [Test]
    public void A_result_that_would_be_read_as_another_one_is_not_kept()
    {
        Open().Keep(Key, new Growing("ann"));
        Assert.That(Directory.Exists(_folder), Is.False);
    }

    [TestCase("CI", "true", false)]
    [TestCase("CI", "1", false)]
    [TestCase("CI", "false", true)]
    [TestCase("CI", "", true)]
    [TestCase("USAGE_RLS_ACCEPT", "1", false)]
    [TestCase("USAGE_RLS_DEPLOYED", "Host=deployed", false)]
    [TestCase("USAGE_RLS_SEED", "7", true)]
    public void Nothing_is_kept_in_CI_or_by_a_run_that_accepts_or_compares_a_deployed_database(string name, string value, bool isOn) =>
        Assert.That(KeptResults.FromEnvironment(variable => variable == name ? value : null).IsOn, Is.EqualTo(isOn));

    private KeptResults Open() => new(_folder, isFresh: false, TimeProvider.System);

    private string OnlyFile() => Directory.GetFiles(_folder).Single();

    private static string Unpacked(string path)
    {
        using var reader = new StreamReader(
            new System.IO.Compression.GZipStream(File.OpenRead(path), System.IO.Compression.CompressionMode.Decompress)
        );
        return reader.ReadToEnd();
    }

    private static void Pack(string path, string text)
    {
        using var writer = new StreamWriter(
            new System.IO.Compression.GZipStream(File.Create(path), System.IO.Compression.CompressionLevel.Fastest)
        );
        writer.Write(text);
    }

    private sealed record Sample(string Name, IReadOnlyList<int> Numbers);

    private sealed record Growing(string Name)
    {
        public string Name { get; init; } = Name + "!";
    }
}
