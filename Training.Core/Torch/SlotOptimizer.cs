namespace Training.Core.Torch;

/// <summary>What a slot's weights follow.</summary>
internal enum SlotOptimizer
{
    Adam,
    AdamW,
    Sgd,
    Nesterov,
}
