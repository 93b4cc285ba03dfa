namespace Training.Core;

/// <summary>What training minimises.</summary>
/// <param name="Kind"><c>auto</c> (the usual loss of the task) or the name of one.</param>
/// <param name="LabelSmoothing">Share of the target spread evenly over all classes, 0 to 0.5; training loss only, validation is always unsmoothed.</param>
public sealed record LossSpec(string Kind, double LabelSmoothing)
{
    /// <summary>Whether the training loss weighs classes by the inverse of how often they occur in the training rows; validation never does.</summary>
    public bool Balanced { get; init; }

    /// <summary>Huber loss only: where squared errors become linear ones.</summary>
    public double HuberDelta { get; init; } = 1;

    internal static LossSpec Read(FieldValues values) => new(values.Text("loss"), values.Float("label_smoothing"))
    {
        Balanced = values.Text("class_weights") == "balanced", HuberDelta = values.Float("huber_delta"),
    };

    internal void Write(IDictionary<string, object> fields)
    {
        fields["loss"] = Kind;
        fields["label_smoothing"] = LabelSmoothing;
        fields["class_weights"] = Balanced ? "balanced" : "none";
        if (Kind == "huber")
            fields["huber_delta"] = HuberDelta;
    }
}
