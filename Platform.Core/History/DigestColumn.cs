using System.Collections;

namespace Platform.Core.History;

/// <summary>Digests of checkpoints, 32 bytes each instead of a text of 64 letters; anything else is kept as it is. Not thread-safe.</summary>
internal sealed class DigestColumn
{
    private const int Bytes = 32;

    private readonly Column<byte[]?> _digests = new();
    private readonly Dictionary<int, string> _others = [];

    public void Add(string? digest)
    {
        var bytes = digest is { Length: 2 * Bytes } && digest.All(char.IsAsciiHexDigitLower) ? Convert.FromHexString(digest) : null;
        if (bytes is null && digest is not null)
            _others.Add(_digests.Count, digest);
        _digests.Add(bytes);
    }

    /// <summary>The first ones, made into texts when they are read.</summary>
    public IReadOnlyList<string?> First(int count) => new Prefix(this, count);

    private string? At(int index) => _digests[index] is { } bytes ? Convert.ToHexStringLower(bytes) : _others.GetValueOrDefault(index);

    private sealed class Prefix(DigestColumn all, int count) : IReadOnlyList<string?>
    {
        public int Count => count;

        public string? this[int index] => index < count ? all.At(index) : throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<string?> GetEnumerator()
        {
            for (var i = 0; i < count; i++)
                yield return all.At(i);
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
