using Streaming.Tests.Proxies;
using Streaming.Tests.Support;

namespace Streaming.Tests.Samples;

/// <summary>Tests that each script of samples/curl works over TLS, where curl uses HTTP/2.</summary>
[Trait("Category", "Slow")]
public sealed class CurlOverTlsTests
{
    public static TheoryData<string> Scripts => CurlScripts.All;

    [NeedsTheory("bash", "curl")]
    [MemberData(nameof(Scripts))]
    public async Task Each_script_succeeds_over_TLS_with_HTTP2(string script)
    {
        await using var served = await ServedServer.OverTlsAsync(CurlScripts.Settings);
        using var home = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(home.Path, ".curlrc"), "write-out = \"%{stderr}version %{http_version}\\n\"\n");
        var errors = await CurlScripts.RunAsync(
            script, served.Address, ("CURL_CA_BUNDLE", served.CertificateFile), ("NODE_EXTRA_CA_CERTS", served.CertificateFile),
                ("CURL_HOME", home.Path));
        errors.Should().Contain("version 2\n").And.NotContain("version 1");
    }
}
