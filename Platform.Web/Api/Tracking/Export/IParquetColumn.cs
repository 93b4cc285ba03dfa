using Parquet;
using Parquet.Schema;

namespace Platform.Web.Api;

/// <summary>A column of a Parquet file, with the values of the group of rows that is being filled.</summary>
internal interface IParquetColumn
{
    /// <summary>Name and type.</summary>
    DataField Field { get; }

    /// <summary>Writes the values into a group, and forgets them.</summary>
    Task WriteAsync(ParquetRowGroupWriter group, CancellationToken stop);
}
