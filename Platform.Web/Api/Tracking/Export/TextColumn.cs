using System.Buffers;
using Parquet;
using Parquet.Schema;

namespace Platform.Web.Api;

/// <summary>Texts; null in rows that have none, if the column may lack them.</summary>
internal sealed class TextColumn(string name, bool isOptional) : IParquetColumn
{
    private readonly ArrayBufferWriter<ReadOnlyMemory<char>?> _values = new();

    public DataField Field { get; } = new(name, typeof(string), isNullable: isOptional);

    public void Add(string? value)
    {
        _values.GetSpan(1)[0] = value?.AsMemory();
        _values.Advance(1);
    }

    public async Task WriteAsync(ParquetRowGroupWriter group, CancellationToken stop)
    {
        await group.WriteAsync(Field, _values.WrittenMemory, cancellationToken: stop);
        _values.Clear(); // not only the count: the texts must not stay
    }
}
