namespace Platform.Core.Tracking.Store;

/// <summary>A page of a history that is being gathered, whatever its order.</summary>
internal interface IHistoryPage
{
    /// <summary>How many more points fill the page, as far as is known.</summary>
    int Missing { get; }

    /// <summary>Says how many points will be added soon, so that room is made once.</summary>
    void Expect(long points);

    /// <summary>Takes in those of a column's points that may be of the page.</summary>
    void Add(MetricColumn column);

    /// <summary>The first point that is not of the page, so that nothing after it is of interest; null while there are not enough.</summary>
    MetricPoint? Bound();

    /// <summary>The page as it is now.</summary>
    MetricHistoryPage Finish();
}
