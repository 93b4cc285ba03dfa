using System.Runtime.InteropServices;

namespace Training.Core.Torch;

/// <summary>One network's native step; mirrors the struct of mlp_step.h. What it points to must stay where it is during the call.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MlpStep
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
    public StepOptimizer Optimizer;
    public int Gelu;
    public double Loss;
    public nint Logits;
}
