using Microsoft.Extensions.Options;

namespace Streaming.Server.Hosting;

/// <summary>Fails if the configuration has a key in a section with a misspelt name.</summary>
internal sealed class SectionCheck(IConfiguration configuration) : IValidateOptions<SectionNames>
{
    public ValidateOptionsResult Validate(string? name, SectionNames options) =>
        MisspeltSections.Find(configuration) is { Count: > 0 } sentences ? ValidateOptionsResult.Fail(sentences)
        : ValidateOptionsResult.Success;
}
