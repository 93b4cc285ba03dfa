namespace Training.Core;

/// <summary>How weights follow gradients.</summary>
/// <param name="Kind"><c>adam</c>, <c>adamw</c>, <c>sgd</c>, <c>rmsprop</c>, <c>adagrad</c> or <c>lion</c>.</param>
/// <param name="LearningRate">Base step size, before the schedule.</param>
/// <param name="WeightDecay">L2 penalty (adam, sgd, rmsprop, adagrad) or decoupled decay (adamw, lion).</param>
/// <param name="Momentum">SGD only.</param>
/// <param name="Nesterov">SGD only; needs a momentum above 0.</param>
/// <param name="Beta1">Adam, AdamW and Lion: decay of the mean of gradients.</param>
/// <param name="Beta2">Adam and AdamW: decay of the mean of squared gradients; Lion: of the mean of gradients that it keeps.</param>
public sealed record OptimizerSpec(
    string Kind, double LearningRate, double WeightDecay, double Momentum, bool Nesterov, double Beta1, double Beta2)
{
    /// <summary>RMSprop only: decay of the mean of squared gradients.</summary>
    public double Alpha { get; init; } = 0.99;

    /// <summary>RMSprop only: whether the gradients' mean is subtracted from their spread.</summary>
    public bool Centered { get; init; }

    /// <summary>Adagrad only: the rate of step t is divided by 1 + (t - 1) times this.</summary>
    public double RateDecay { get; init; }

    /// <summary>Factor on the sum of absolute weights, added to the loss's gradient.</summary>
    public double L1 { get; init; }

    /// <summary>Factor on half the sum of squared weights, added to the loss's gradient.</summary>
    public double L2 { get; init; }

    /// <summary>Largest norm of all gradients together; 0 leaves them as they are.</summary>
    public double ClipNorm { get; init; }

    /// <summary>Parts that a batch is computed in, one after the other; their gradients are added up before the step.</summary>
    public int MicroBatches { get; init; } = 1;

    /// <summary>Decay of the moving average of the weights, which is then what is evaluated and kept; 0 keeps none.</summary>
    public double AverageDecay { get; init; }

    internal static OptimizerSpec Read(FieldValues values)
    {
        var kind = values.Text("optimizer");
        return new OptimizerSpec(
            kind, values.Float("learning_rate"), values.Float("weight_decay"),
            values.Float(kind == "rmsprop" ? "rmsprop.momentum" : "momentum"), values.Flag("nesterov"),
            values.Float(kind == "lion" ? "lion.beta1" : "beta1"), values.Float(kind == "lion" ? "lion.beta2" : "beta2"))
        {
            Alpha = values.Float("rmsprop.alpha"), Centered = values.Flag("rmsprop.centered"), RateDecay = values.Float("adagrad.rate_decay"),
            L1 = values.Float("l1_penalty"), L2 = values.Float("l2_penalty"), ClipNorm = values.Float("clip_norm"),
            MicroBatches = values.Int("micro_batches"), AverageDecay = values.Float("ema_decay"),
        };
    }

    internal void Write(IDictionary<string, object> fields)
    {
        fields["optimizer"] = Kind;
        fields["learning_rate"] = LearningRate;
        fields["weight_decay"] = WeightDecay;
        WriteKind(fields);
        fields["l1_penalty"] = L1;
        fields["l2_penalty"] = L2;
        fields["clip_norm"] = ClipNorm;
        fields["micro_batches"] = (long)MicroBatches;
        fields["ema_decay"] = AverageDecay;
    }

    private void WriteKind(IDictionary<string, object> fields)
    {
        switch (Kind)
        {
            case "sgd":
                fields["momentum"] = Momentum;
                fields["nesterov"] = Nesterov;
                break;
            case "rmsprop":
                fields["rmsprop.alpha"] = Alpha;
                fields["rmsprop.momentum"] = Momentum;
                fields["rmsprop.centered"] = Centered;
                break;
            case "adagrad":
                fields["adagrad.rate_decay"] = RateDecay;
                break;
            case "lion":
                fields["lion.beta1"] = Beta1;
                fields["lion.beta2"] = Beta2;
                break;
            default:
                fields["beta1"] = Beta1;
                fields["beta2"] = Beta2;
                break;
        }
    }
}
