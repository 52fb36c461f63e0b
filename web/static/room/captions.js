// Captions: the browser's speech recognition turns one's own words into text for the others, only if captions are on.

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;

export const canCaption = () => Boolean(Recognition);

export class Captions {
  constructor(language, onWords) {
    Object.assign(this, { language, onWords, isOn: false });
  }

  start() {
    this.isOn = true;
    const recognition = new Recognition();
    this.recognition = recognition;
    Object.assign(recognition, { lang: this.language, continuous: true, interimResults: true });
    recognition.onresult = ({ results, resultIndex }) => {
      const words = Array.from(results).slice(resultIndex).map((result) => result[0].transcript).join(" ");
      this.onWords(words.trim());
    };
    // Browsers stop recognition after a silence.
    recognition.onend = () => this.isOn && setTimeout(() => this.isOn && this.start(), 300);
    recognition.onerror = ({ error }) => {
      if (["not-allowed", "service-not-allowed", "language-not-supported"].includes(error)) this.stop();
    };
    recognition.start();
  }

  stop() {
    this.isOn = false;
    this.recognition?.stop();
  }
}
