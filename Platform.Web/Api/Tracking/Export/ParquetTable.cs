using Parquet;
using Parquet.Schema;

namespace Platform.Web.Api;

/// <summary>
/// Writes rows as a Parquet file, a group of rows at a time: no more than one group is in memory. Pages are compressed with Snappy, which every reader knows. Not thread-safe. A file that was
/// not finished has no footer, and no reader takes it for whole.
/// </summary>
internal sealed class ParquetTable
{
    private readonly ParquetWriter _writer;
    private readonly HeldStream _held; // the library writes synchronously
    private readonly IReadOnlyList<IParquetColumn> _columns;
    private readonly int _rowsOfGroup;
    private int _rows;

    private ParquetTable(ParquetWriter writer, HeldStream held, IReadOnlyList<IParquetColumn> columns, int rowsOfGroup) => (_writer, _held, _columns, _rowsOfGroup) = (writer, held, columns, rowsOfGroup);

    /// <summary>Begins a file.</summary>
    /// <param name="target">Written in order; it need not seek.</param>
    /// <param name="columns">Each is given its value before every <see cref="EndRowAsync"/>.</param>
    /// <param name="rowsOfGroup">At least 1.</param>
    public static async Task<ParquetTable> CreateAsync(Stream target, IReadOnlyList<IParquetColumn> columns, int rowsOfGroup, CancellationToken stop)
    {
        var held = new HeldStream(target);
        var writer = await ParquetWriter.CreateAsync(new ParquetSchema([.. columns.Select(column => column.Field)]), held, cancellationToken: stop);
        return new ParquetTable(writer, held, columns, rowsOfGroup);
    }

    /// <summary>Ends a row, and writes a group that is full.</summary>
    public async ValueTask EndRowAsync(CancellationToken stop)
    {
        if (++_rows == _rowsOfGroup)
            await WriteAsync(stop);
    }

    /// <summary>Writes the rows that are left, and the footer. A table without rows has its columns all the same.</summary>
    public async Task FinishAsync(CancellationToken stop)
    {
        if (_rows > 0)
            await WriteAsync(stop);
        await _writer.DisposeAsync(); // which writes the footer
        await _held.PassOnAsync(stop);
    }

    private async Task WriteAsync(CancellationToken stop)
    {
        using (var group = _writer.CreateRowGroup())
        {
            foreach (var column in _columns)
                await column.WriteAsync(group, stop);
            group.CompleteValidate();
        }
        await _held.PassOnAsync(stop);
        _rows = 0;
    }
}
