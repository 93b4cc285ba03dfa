namespace Search.Tests.Numerics;

public class PortableVectorTests
{
    [Fact]
    public void The_sum_of_exponentials_is_that_of_the_scalar_ones()
    {
        for (var x = -699.5; x < 699; x += 1.37)
            Assert.Equal(1, PortableVector.SumOfExp([x, double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity], 0) / (PortableMath.Exp(x) + 3 * PortableMath.Exp(-700)), 1e-14);
        double[] numbers = [0.1, -3, -800, 2, 1.5, -0.25, 0, -50];
        Assert.Equal(numbers.Sum(number => PortableMath.Exp(number - 2)), PortableVector.SumOfExp(numbers, 2), 1e-14);
    }

    [Fact]
    public void Squares_are_subtracted_and_the_largest_is_found_in_every_lane()
    {
        double[] sums = [10, 20, 30, 40, 50, 60, 70, 80];
        PortableVector.SubtractSquares(1, [0, 1, 2, 3, 4, 5, 6, 7], sums);
        Assert.Equal([9, 20, 29, 36, 41, 44, 45, 44], sums);
        for (var i = 0; i < 8; i++)
        {
            var numbers = new double[8];
            Array.Fill(numbers, -1);
            numbers[i] = 3;
            Assert.Equal(3, PortableVector.Largest(numbers));
        }
    }

    [Fact]
    public void The_table_of_the_normal_distribution_agrees_with_the_distribution()
    {
        for (var z = -9.0; z <= 9; z += 0.00137)
            Assert.Equal(NormalDistribution.Cdf(z), NormalTable.Cdf(z), 1e-9);
    }
}
