namespace Platform.Core.Registry;

/// <summary>A version was not given an alias because it did not pass the model's gates. The evaluation is an event already; over HTTP this is a 409 of its own type.</summary>
public sealed class GatesRefused(PromotionEvaluated evaluation) : RuleViolation(GateWords.Refusal(evaluation))
{
    /// <summary>What each gate saw.</summary>
    public PromotionEvaluated Evaluation { get; } = evaluation;
}
