using System.Text;

namespace Platform.Core.Tracking;

/// <summary>
/// Points of several metrics on their way in, as columns in the order in which they came. Keys are interned: a reader of requests adds points
/// without making a string or an object for each. Not thread-safe; not to be changed once it was given to the store.
/// </summary>
public sealed class MetricBatch
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<string> _keys = [];
    private int[] _keyOf;
    private long[] _steps;
    private long[] _times;
    private double[] _values;

    /// <param name="capacity">Points expected.</param>
    public MetricBatch(int capacity = 16)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        _keyOf = new int[capacity];
        _steps = new long[capacity];
        _times = new long[capacity];
        _values = new double[capacity];
    }

    /// <summary>How many points there are.</summary>
    public int Count { get; private set; }

    /// <summary>The keys in the order in which they were first named. A key may have no point.</summary>
    public IReadOnlyList<string> Keys => _keys;

    /// <summary>Of each point the place of its key in <see cref="Keys"/>.</summary>
    public ReadOnlySpan<int> KeyOf => _keyOf.AsSpan(0, Count);

    /// <summary>The points' steps.</summary>
    public ReadOnlySpan<long> Steps => _steps.AsSpan(0, Count);

    /// <summary>The points' times in Unix milliseconds.</summary>
    public ReadOnlySpan<long> Times => _times.AsSpan(0, Count);

    /// <summary>The points' values.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    /// <summary>A batch of a single point.</summary>
    public static MetricBatch Of(string key, MetricPoint point)
    {
        var batch = new MetricBatch(1);
        batch.Add(key, point);
        return batch;
    }

    /// <summary>The place of a key, which is added if it is new.</summary>
    public int Intern(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (_places.TryGetValue(key, out var place))
            return place;
        place = _keys.Count;
        _keys.Add(key);
        _places.Add(key, place);
        return place;
    }

    /// <inheritdoc cref="Intern(string)"/>
    public int Intern(ReadOnlySpan<char> key) =>
        _places.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var place) ? place : Intern(new string(key));

    /// <summary>The place of a key given in UTF-8; a string is made only of a new one.</summary>
    public int Intern(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > 1024)
            return Intern(Encoding.UTF8.GetString(utf8));
        Span<char> characters = stackalloc char[utf8.Length];
        return Intern(characters[..Encoding.UTF8.GetChars(utf8, characters)]);
    }

    /// <summary>Adds a point.</summary>
    /// <param name="key">A place that <see cref="Intern(string)"/> gave.</param>
    public void Add(int key, long step, long time, double value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)key, (uint)_keys.Count, nameof(key));
        if (Count == _steps.Length)
            Grow();
        _keyOf[Count] = key;
        _steps[Count] = step;
        _times[Count] = time;
        _values[Count] = value;
        Count++;
    }

    /// <summary>Adds a point.</summary>
    public void Add(string key, MetricPoint point) => Add(Intern(key), point.Step, point.Time, point.Value);

    private void Grow()
    {
        var capacity = Math.Max(16, Count * 2);
        Array.Resize(ref _keyOf, capacity);
        Array.Resize(ref _steps, capacity);
        Array.Resize(ref _times, capacity);
        Array.Resize(ref _values, capacity);
    }
}
