namespace Training.Core;

/// <summary>How the rows for validation are chosen.</summary>
/// <param name="Method"><c>random</c>, <c>stratified</c> (each class in proportion) or <c>time</c> (the last rows).</param>
/// <param name="Folds">2 to 20 parts, of which one is for validation; 0 or 1 takes the validation share instead.</param>
/// <param name="Fold">Which part, 1 to <paramref name="Folds"/>.</param>
public sealed record SplitSpec(string Method, int Folds, int Fold)
{
    /// <summary>A random share.</summary>
    public static SplitSpec Default { get; } = new("random", 0, 1);

    internal void Write(IDictionary<string, object> fields)
    {
        fields["split.method"] = Method;
        fields["split.folds"] = (long)Folds;
        fields["split.fold"] = (long)Fold;
    }

    internal static SplitSpec Read(FieldValues values) => new(values.Text("split.method"), values.Int("split.folds"), values.Int("split.fold"));
}
