namespace Streaming.Tests.Commands;

/// <summary>The end of a command.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Output">The standard output.</param>
/// <param name="Error">The standard error.</param>
internal sealed record CommandEnd(int Code, string Output, string Error)
{
    /// <summary>The lines of the output without empty ones.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Returns the end if the command has succeeded; otherwise fails the test with all that it wrote.</summary>
    public CommandEnd Succeeded()
    {
        Code.Should().Be(0, Error + Output);
        return this;
    }
}
