using Streaming.Tests.Proxies;
using Streaming.Tests.Support;

namespace Streaming.Tests.Samples;

/// <summary>Tests that each script of samples/curl works behind nginx under a path.</summary>
[Trait("Category", "Slow")]
public sealed class CurlUnderPathTests
{
    public static TheoryData<string> Scripts => CurlScripts.All;

    [NeedsTheory("bash", "curl", "nginx")]
    [MemberData(nameof(Scripts))]
    public async Task Each_script_succeeds_behind_nginx_under_a_path(string script)
    {
        await using var served = await ServedServer.UnderPathAsync(CurlScripts.Settings);
        await CurlScripts.RunAsync(script, served.Address);
    }
}
