namespace Training.Core.Data.Tables;

/// <summary>What is learnt from a table.</summary>
public enum TableTask
{
    /// <summary>The class of a row: the target's distinct values are the classes.</summary>
    Classification,

    /// <summary>A number for a row.</summary>
    Regression,

    /// <summary>The next steps of all numeric columns: the rows are a series in order of time.</summary>
    Forecast,
}
