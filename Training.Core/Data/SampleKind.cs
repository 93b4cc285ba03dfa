namespace Training.Core.Data;

/// <summary>What the samples of a data set are; decides which model families can take them.</summary>
public enum SampleKind
{
    /// <summary>Pictures, see <see cref="ImageShape"/>.</summary>
    Image,

    /// <summary>Rows of a table, see <see cref="TableShape"/>.</summary>
    Table,

    /// <summary>Pieces of a text, see <see cref="TextShape"/>.</summary>
    Text,

    /// <summary>Windows of a time series, see <see cref="SeriesShape"/>.</summary>
    Series,
}
