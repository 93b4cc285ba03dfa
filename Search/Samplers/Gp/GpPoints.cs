namespace Search;

/// <summary>Features of points by axis, so that four points are read at a time: column j holds feature j of every point, padded.</summary>
internal sealed class GpPoints
{
    private double[][] _columns;

    public GpPoints(int dimension, int capacity = 64)
    {
        _columns = new double[dimension][];
        for (var j = 0; j < dimension; j++)
            _columns[j] = new double[Lanes.Padded(capacity)];
        Capacity = Lanes.Padded(capacity);
    }

    /// <summary>Number of points, n.</summary>
    public int Count { get; private set; }

    /// <summary>Number of features, d.</summary>
    public int Dimension => _columns.Length;

    /// <summary>Points there is room for.</summary>
    public int Capacity { get; private set; }

    /// <summary>Feature j of every point, (at least Padded(n)).</summary>
    public double[] Column(int j) => _columns[j];

    /// <summary>The features (d) of point <paramref name="i"/>.</summary>
    public double[] Point(int i) => Array.ConvertAll(_columns, column => column[i]);

    /// <summary>Adds a point (d).</summary>
    public void Add(double[] features)
    {
        if (Count == Capacity)
        {
            Capacity *= 2;
            _columns = Array.ConvertAll(_columns, column => { Array.Resize(ref column, Capacity); return column; });
        }

        for (var j = 0; j < _columns.Length; j++)
            _columns[j][Count] = features[j];
        Count++;
    }

    /// <summary>Forgets the points from <paramref name="count"/> on.</summary>
    public void Shrink(int count) => Count = count;

    /// <summary>Whether point <paramref name="i"/> has these features, each within <paramref name="tolerance"/>.</summary>
    public bool Matches(int i, double[] features, double tolerance)
    {
        for (var j = 0; j < _columns.Length; j++)
        {
            if (!(Math.Abs(_columns[j][i] - features[j]) <= tolerance))
                return false;
        }

        return true;
    }
}
