using System.Security.Cryptography;
using System.Text;

namespace Platform.Core.Import;

/// <summary>The names of one run's metrics here: each name of the source gets its own. Which of two that clean to the same keeps it is decided by their order in the source.</summary>
internal sealed class SourceNames
{
    private const int Digits = 8;
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal); // by the source's name
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The name here: as <see cref="SourceKeys.Clean"/> makes it, or, where another name of the run has that already, with the start of its SHA-256 behind it.</summary>
    /// <param name="isNew">The name was not asked for before.</param>
    public string Of(string name, out bool isNew)
    {
        isNew = !_keys.TryGetValue(name, out var key);
        if (key is not null)
            return key;
        key = SourceKeys.Clean(name);
        if (_taken.Contains(key))
        {
            var mark = "_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..Digits];
            var room = SourceKeys.Longest - mark.Length;
            key = (key.Length <= room ? key : key[..(char.IsHighSurrogate(key[room - 1]) ? room - 1 : room)]) + mark;
        }
        _taken.Add(key);
        _keys.Add(name, key);
        return key;
    }
}
