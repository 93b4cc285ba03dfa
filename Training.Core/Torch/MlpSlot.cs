using System.Runtime.InteropServices;

namespace Training.Core.Torch;

/// <summary>One network's part of a fused step; mirrors the struct of mlp_slots.h. What it points to must stay where it is during the call.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MlpSlot
{
    public long Layers;
    public long Step;
    public nint* Parameters;
    public nint* First;
    public nint* Second;
    public nint* Masks;
    public nint Input;
    public nint Target;
    public double* Norms;
    public double Rate;
    public double Beta1;
    public double Beta2;
    public double Epsilon;
    public double Decay;
    public SlotOptimizer Optimizer;
    public int Gelu;
    public double Loss;
    public long Correct;
}
