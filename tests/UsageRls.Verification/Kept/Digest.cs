using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace UsageRls.Verification.Kept;

/// <summary>Digests of texts.</summary>
internal static class Digest
{
    /// <summary>The SHA-256 digest of a list of texts: two lists have the same digest only if all their texts are the same.</summary>
    public static string Compute(IEnumerable<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{bytes.Length}:")));
            hash.AppendData(bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The SHA-256 digest of a file's bytes.</summary>
    public static string OfFile(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
