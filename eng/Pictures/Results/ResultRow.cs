using System.Globalization;

namespace Pictures.Results;

/// <summary>A row of a benchmark's results.</summary>
/// <param name="cells">The texts of the row, by column.</param>
public sealed class ResultRow(IReadOnlyDictionary<string, string> cells)
{
    /// <summary>The text in a column.</summary>
    public string this[string column] => cells[column];

    /// <summary>The number in a column.</summary>
    public double Number(string column) => double.Parse(cells[column], CultureInfo.InvariantCulture);

    /// <summary>The number in a column, with decimals.</summary>
    public string Rounded(string column, int decimals = 1) =>
        Math.Round(decimal.Parse(cells[column], CultureInfo.InvariantCulture), decimals, MidpointRounding.AwayFromZero)
            .ToString($"N{decimals}", CultureInfo.InvariantCulture);
}
