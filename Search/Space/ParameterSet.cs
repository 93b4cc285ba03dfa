using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Search;

/// <summary>
/// Parameter values by name, immutable, in the order in which they were given. Values are double, long, string or bool.
/// Two sets are equal when they hold the same names with equal values, whatever the order; 1 (long) and 1.0 (double) differ.
/// JSON: a plain object; a whole number reads as long, a number with point or exponent as double, and doubles are
/// written so that the same bits and the same type are read back.
/// </summary>
[JsonConverter(typeof(ParameterSetJsonConverter))]
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "A set of parameters, in the language of the domain.")]
public sealed class ParameterSet : IReadOnlyDictionary<string, object>, IEquatable<ParameterSet>
{
    private readonly KeyValuePair<string, object>[] _entries;
    private readonly Dictionary<string, object> _values;

    /// <summary>Copies the values; any .NET integer becomes long and float becomes double.</summary>
    /// <exception cref="ArgumentException">A name is empty or given twice, or a value is not a finite number, text or bool.</exception>
    public ParameterSet(IEnumerable<KeyValuePair<string, object>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _entries = [.. values.Select(entry => KeyValuePair.Create(entry.Key, Scalar.Normalize(entry.Value, entry.Key)))];
        _values = new Dictionary<string, object>(_entries.Length, StringComparer.Ordinal);
        foreach (var (name, value) in _entries)
        {
            ArgumentException.ThrowIfNullOrEmpty(name, nameof(values));
            if (!_values.TryAdd(name, value))
                throw new ArgumentException($"'{name}' is given twice; give each parameter once.", nameof(values));
        }
    }

    /// <summary>A set without parameters.</summary>
    public static ParameterSet Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _entries.Length;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _entries.Select(entry => entry.Key);

    /// <inheritdoc/>
    public IEnumerable<object> Values => _entries.Select(entry => entry.Value);

    /// <inheritdoc/>
    public object this[string key] =>
        _values.TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no parameter '{key}' among {string.Join(", ", Keys)}.");

    /// <summary>Builds a set from name-value pairs: <c>ParameterSet.Of(("lr", 0.1), ("arch", "cnn"))</c>.</summary>
    public static ParameterSet Of(params (string Name, object Value)[] values) =>
        new(values.Select(entry => KeyValuePair.Create(entry.Name, entry.Value)));

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _values.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object value) => _values.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object>> GetEnumerator() => _entries.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ParameterSet? other) => other is not null && other.Count == Count
        && Array.TrueForAll(_entries, entry => other._values.TryGetValue(entry.Key, out var value) && entry.Value.Equals(value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ParameterSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var sum = 0;
        foreach (var (name, value) in _entries)
            sum = unchecked(sum + (name.GetHashCode(StringComparison.Ordinal) * 397 ^ value.GetHashCode()));
        return sum;
    }

    /// <summary>The values as a person reads them: <c>lr=0.1, arch='cnn'</c>.</summary>
    public override string ToString() => string.Join(", ", _entries.Select(entry => $"{entry.Key}={Scalar.Show(entry.Value)}"));
}
