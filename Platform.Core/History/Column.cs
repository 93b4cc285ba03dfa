namespace Platform.Core.History;

/// <summary>Values that are only ever added; what was handed out of them stays as it is. Not thread-safe.</summary>
internal sealed class Column<T>
{
    private T[] _items = [];

    public int Count { get; private set; }

    public T this[int index] => index < Count ? _items[index] : throw new ArgumentOutOfRangeException(nameof(index));

    public ReadOnlySpan<T> Items => _items.AsSpan(0, Count);

    public void Add(T item)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, Count + Math.Max(4, Count / 2));
        _items[Count++] = item;
    }

    /// <summary>The first values, without a copy.</summary>
    public IReadOnlyList<T> First(int count)
    {
        if (count == 0)
            return [];
        return new ArraySegment<T>(_items, 0, count);
    }
}
