using System.Text.Json.Serialization;
using Training.Core.Data.Texts;

namespace Training.Core.Data;

/// <summary>
/// What was fitted on the training rows to turn raw values into a model's input, so that serving and later evaluations repeat it exactly.
/// Stored as JSON in checkpoints: kinds and members are only ever added.
/// </summary>
[JsonDerivedType(typeof(ImagePreparation), "image")]
[JsonDerivedType(typeof(TextPreparation), "text")]
public abstract record Preparation
{
    private protected Preparation()
    {
    }
}
