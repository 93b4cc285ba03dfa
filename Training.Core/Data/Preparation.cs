using System.Text.Json.Serialization;
using Training.Core.Data.Tables;
using Training.Core.Data.Texts;

namespace Training.Core.Data;

/// <summary>
/// What was fitted on the training rows to turn raw values into a model's input, so that serving and later evaluations repeat it exactly.
/// Stored as JSON in checkpoints: kinds and members are only ever added.
/// </summary>
[JsonDerivedType(typeof(ImagePreparation), "image")]
[JsonDerivedType(typeof(TablePreparation), "table")]
[JsonDerivedType(typeof(SeriesPreparation), "series")]
[JsonDerivedType(typeof(TextPreparation), "text")]
public abstract record Preparation
{
    private protected Preparation()
    {
    }

    /// <summary>What one sample is to a model with that signature.</summary>
    internal abstract SampleShape Sample(ModelSignature signature);

    /// <summary>Values of one answer of such a model.</summary>
    internal abstract int Outputs(ModelSignature signature);
}
