using Training.Core.Torch;
using Training.Core.Torch.Modules;
using Xunit;

namespace Training.Core.Tests.Torch;

/// <summary>Both ways of each optimizer (the native pass, and operators for other devices) against the papers' formulas in double precision.</summary>
public sealed class OptimizerTests
{
    private const int Steps = 5;

    [Theory]
    [InlineData(false, 0, false)]
    [InlineData(false, 0.1, false)]
    [InlineData(true, 0.1, false)]
    [InlineData(false, 0.1, true)]
    [InlineData(true, 0.1, true)]
    public void Adam_follows_the_formula(bool decoupled, double decay, bool byOperators)
    {
        using var scope = torch.NewDisposeScope();
        const double rate = 0.01, beta1 = 0.8, beta2 = 0.95, eps = 1e-8;
        using var parameter = Start(out var w);
        using var adam = decoupled
            ? torch.optim.AdamW([parameter], rate, beta1, beta2, eps, decay)
            : torch.optim.Adam([parameter], rate, beta1, beta2, eps, decay);
        var (m, v) = (new double[w.Length], new double[w.Length]);
        for (var t = 1; t <= Steps; t++)
        {
            var gradient = SetGradient(parameter, t);
            Step(adam, byOperators);
            for (var i = 0; i < w.Length; i++)
            {
                var g = gradient[i] + (decoupled ? 0 : decay * w[i]);
                m[i] = (beta1 * m[i]) + ((1 - beta1) * g);
                v[i] = (beta2 * v[i]) + ((1 - beta2) * g * g);
                w[i] = (decoupled ? w[i] * (1 - (rate * decay)) : w[i])
                    - (rate * (m[i] / (1 - Math.Pow(beta1, t))) / (Math.Sqrt(v[i] / (1 - Math.Pow(beta2, t))) + eps));
            }
        }

        AssertClose(w, parameter);
    }

    [Theory]
    [InlineData(0, 0, false, false)]
    [InlineData(0, 0.1, false, false)]
    [InlineData(0.9, 0.1, false, false)]
    [InlineData(0.9, 0, true, false)]
    [InlineData(0.9, 0.1, true, true)]
    [InlineData(0, 0.1, false, true)]
    public void Sgd_follows_the_formula(double momentum, double decay, bool nesterov, bool byOperators)
    {
        using var scope = torch.NewDisposeScope();
        const double rate = 0.1;
        using var parameter = Start(out var w);
        using var sgd = torch.optim.SGD([parameter], rate, momentum, decay, nesterov);
        var buffer = new double[w.Length];
        for (var t = 1; t <= Steps; t++)
        {
            var gradient = SetGradient(parameter, t);
            Step(sgd, byOperators);
            for (var i = 0; i < w.Length; i++)
            {
                var g = gradient[i] + (decay * w[i]);
                buffer[i] = (momentum * buffer[i]) + g;
                w[i] -= rate * (nesterov ? g + (momentum * buffer[i]) : buffer[i]);
            }
        }

        AssertClose(w, parameter);
    }

    [Fact]
    public void A_parameter_without_a_gradient_stays()
    {
        using var scope = torch.NewDisposeScope();
        using var parameter = Start(out var w);
        using var adam = torch.optim.Adam([parameter]);

        adam.step();

        AssertClose(w, parameter);
    }

    [Fact]
    public void Gradients_are_forgotten_on_demand()
    {
        using var scope = torch.NewDisposeScope();
        using var parameter = Start(out _);
        using var sgd = torch.optim.SGD([parameter], 0.1);
        SetGradient(parameter, 1);

        sgd.zero_grad();

        Assert.Null(parameter.grad);
    }

    [Fact]
    public void Nesterov_without_momentum_is_refused()
    {
        using var scope = torch.NewDisposeScope();
        using var parameter = Start(out _);

        Assert.Throws<ArgumentException>(() => torch.optim.SGD([parameter], 0.1, nesterov: true));
    }

    // An odd length, so that the vectorised loop has a remainder.
    private static Parameter Start(out double[] values)
    {
        values = [.. Enumerable.Range(0, 37).Select(i => (double)(float)Math.Sin(i + 1))];
        var parameter = new Parameter(values.Length);
        parameter.Set(Array.ConvertAll(values, value => (float)value));
        return parameter;
    }

    private static double[] SetGradient(Parameter parameter, int step)
    {
        var gradient = Enumerable.Range(0, (int)parameter.numel()).Select(i => (float)Math.Cos((i * 3) + step)).ToArray();
        parameter.grad = torch.tensor<float>(gradient);
        return Array.ConvertAll(gradient, value => (double)value);
    }

    private static void Step(torch.optim.Optimizer optimizer, bool byOperators)
    {
        if (!byOperators)
        {
            optimizer.step();
            return;
        }

        optimizer.RestoreStepCount(optimizer.StepCount + 1);
        optimizer.StepByOperators();
    }

    private static void AssertClose(double[] expected, Parameter actual)
    {
        var values = actual.ToArray<float>();
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], values[i], 2e-6);
    }
}
