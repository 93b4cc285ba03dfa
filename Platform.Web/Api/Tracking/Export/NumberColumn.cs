using System.Buffers;
using Parquet;
using Parquet.Schema;

namespace Platform.Web.Api;

/// <summary>Numbers, one in every row.</summary>
internal sealed class NumberColumn<T>(string name) : IParquetColumn where T : struct
{
    private readonly ArrayBufferWriter<T> _values = new();

    public DataField Field { get; } = new DataField<T>(name);

    public void Add(T value)
    {
        _values.GetSpan(1)[0] = value;
        _values.Advance(1);
    }

    public async Task WriteAsync(ParquetRowGroupWriter group, CancellationToken stop)
    {
        await group.WriteAsync(Field, _values.WrittenMemory, cancellationToken: stop);
        _values.ResetWrittenCount();
    }
}
