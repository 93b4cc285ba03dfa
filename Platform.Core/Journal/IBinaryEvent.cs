namespace Platform.Core.Journal;

/// <summary>An event whose bulk is binary: it is stored beside the JSON, in the column bdata. The JSON must not hold it.</summary>
public interface IBinaryEvent
{
    /// <summary>The binary part; its format begins with a version of its own.</summary>
    byte[] Block { get; }

    /// <summary>Bytes that the event holds in memory besides its block, such as its points decoded; 0 for none.</summary>
    long HeldBytes => 0;

    /// <summary>The same event with the binary part that was stored.</summary>
    IBinaryEvent WithBlock(byte[] block);
}
