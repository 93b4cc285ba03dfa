namespace Training.Core.Data;

/// <summary>Kinds of samples in words.</summary>
public static class SampleKinds
{
    /// <summary>What a data set of the kind is, for a sentence: <c>images</c>, <c>a table</c>, <c>text</c> or <c>a time series</c>.</summary>
    public static string Words(SampleKind samples) => samples switch
    {
        SampleKind.Image => "images",
        SampleKind.Table => "a table",
        SampleKind.Text => "text",
        _ => "a time series",
    };
}
