using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Streaming.Server.DurableSubscriptions.Signing;

/// <summary>
/// Holds the keys of durable subscriptions, which are derived from the secret key in the store. The Ed25519 key signs the requests to
/// webhooks. The other key protects the tokens that workers receive against forgery.
/// </summary>
internal sealed class SubscriptionKeys
{
    /// <summary>The length of the secret key in the store, in bytes.</summary>
    public const int SecretLength = 32;

    private readonly Ed25519PrivateKeyParameters _private;
    private readonly byte[] _tokens;

    public SubscriptionKeys(byte[] secret)
    {
        _private = new Ed25519PrivateKeyParameters(Derive(secret, "durable streams: webhook signatures"));
        _tokens = Derive(secret, "durable streams: tokens of wakes");
        PublicKey = Base64Url.EncodeToString(_private.GeneratePublicKey().GetEncoded());
        // The id of the key is calculated from the public key (JWK thumbprint, RFC 7638 and RFC 8037), so it never changes for this key.
        var thumbprint = SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"crv":"Ed25519","kty":"OKP","x":"{{PublicKey}}"}"""));
        KeyId = "ds_" + Base64Url.EncodeToString(thumbprint);
    }

    /// <summary>The id of the Ed25519 key that signs requests to webhooks.</summary>
    public string KeyId { get; }

    /// <summary>The public key with which signatures are verified, in base64url without padding.</summary>
    public string PublicKey { get; }

    /// <summary>Signs bytes with the Ed25519 key.</summary>
    public byte[] Sign(byte[] bytes)
    {
        var signer = new Ed25519Signer();
        signer.Init(forSigning: true, _private);
        signer.BlockUpdate(bytes, 0, bytes.Length);
        return signer.GenerateSignature();
    }

    /// <summary>Returns a code that proves that this server has created the content of a token.</summary>
    public byte[] Authenticate(string content) => HMACSHA256.HashData(_tokens, Encoding.UTF8.GetBytes(content));

    private static byte[] Derive(byte[] secret, string use) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, SecretLength, info: Encoding.UTF8.GetBytes(use));
}
