using System.Numerics.Tensors;
using Training.Core.Data;

namespace Training.Core.Tests.Data;

/// <summary>A linear classifier trained by plain stochastic gradient descent, one row at a time: what a data set gives away without any network.</summary>
internal sealed class SoftmaxRegression
{
    private readonly float[][] _weights;   // (classes, pixels + 1), the last is the bias
    private readonly float _mean;
    private readonly float _std;

    private SoftmaxRegression(ImageDataset data)
    {
        _weights = [.. Enumerable.Range(0, data.Classes).Select(_ => new float[data.Shape.Size + 1])];
        (_mean, _std) = ((float)data.Mean[0], (float)data.Std[0]);
    }

    public static SoftmaxRegression Train(ImageDataset data, int epochs, float learningRate)
    {
        var model = new SoftmaxRegression(data);
        var scores = new float[data.Classes];
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            foreach (var row in CounterRandom.For(seed: 1, stream: epoch).Permutation(data.Train.Count))
            {
                var input = model.Normalise(data.Train.Sample(row));
                model.Score(input, scores);
                TensorPrimitives.SoftMax(scores, scores);
                scores[data.Train.Labels.Span[row]] -= 1;   // the gradient of the loss with respect to the scores
                for (var c = 0; c < scores.Length; c++)
                    TensorPrimitives.MultiplyAdd(input, -learningRate / (1 + epoch) * scores[c], model._weights[c], model._weights[c]);
            }
        }

        return model;
    }

    public double Accuracy(DataPool pool)
    {
        var scores = new float[_weights.Length];
        return Enumerable.Range(0, pool.Count).Average(row =>
        {
            Score(Normalise(pool.Sample(row)), scores);
            return TensorPrimitives.IndexOfMax(scores) == pool.Labels.Span[row] ? 1.0 : 0.0;
        });
    }

    private float[] Normalise(ReadOnlySpan<byte> pixels)
    {
        var input = new float[pixels.Length + 1];
        TensorPrimitives.ConvertTruncating(pixels, input);
        TensorPrimitives.Divide(input, 255, input);
        TensorPrimitives.Subtract(input, _mean, input);
        TensorPrimitives.Divide(input, _std, input);
        input[^1] = 1;
        return input;
    }

    private void Score(float[] input, float[] scores)
    {
        for (var c = 0; c < scores.Length; c++)
            scores[c] = TensorPrimitives.Dot(_weights[c], input);
    }
}
