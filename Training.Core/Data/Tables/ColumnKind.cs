namespace Training.Core.Data.Tables;

/// <summary>What the values of a table's column are.</summary>
public enum ColumnKind
{
    /// <summary>Numbers, such as an age.</summary>
    Number,

    /// <summary>A few names, such as a country; at most <see cref="TableLimits.Levels"/>.</summary>
    Category,

    /// <summary>Free texts or keys, with more distinct values than a category may have. Shown, but no input of a model.</summary>
    Text,

    /// <summary>A day, or a day and a time, in ISO 8601; models see it as days since 1970.</summary>
    Date,
}
