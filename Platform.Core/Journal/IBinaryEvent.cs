namespace Platform.Core.Journal;

/// <summary>An event whose bulk is binary: it is stored beside the JSON, in the column bdata. The JSON must not hold it.</summary>
public interface IBinaryEvent
{
    /// <summary>The binary part; its format begins with a version of its own.</summary>
    byte[] Block { get; }

    /// <summary>The same event with the binary part that was stored.</summary>
    IBinaryEvent WithBlock(byte[] block);
}
